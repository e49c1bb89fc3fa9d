"""Words for the animal sounds. The format is explained in `audiostory_demo.data.sounds`."""

TABLE = """
bear-growl event 2-5
  nouns: a bear; bears; a growling bear; a grizzly; a grizzly bear; a brown bear; a bear growling; an angry bear; a
    black bear; a polar bear; a bear's growl; a mother bear; a huge bear growling
  captions: A bear growls; A grizzly bear is growling; A large bear grunts and growls; An angry bear roars; A brown bear
    snarls; A bear gives a deep growl; A big bear grunts; A bear is roaring loudly; A hungry bear growls low; The deep
    growl of a bear; A bear huffs and growls; A wild bear roars twice; A bear snarls a warning; A heavy brown bear is
    growling
  phrases: a bear *growls; a grizzly *rears up and *growls; a huge bear *roars; a brown bear *grunts and *snarls; an
    angry bear *starts to growl; a bear *comes out growling; the mother bear *growls a warning; a hungry bear *snarls;
    an old bear *wakes up with a growl; a big angry bear *growls

big-cat-roar event 2-5
  nouns: a lion; lions; a roaring lion; a tiger; tigers; a leopard; a big cat; a jaguar; a panther; a lioness; a wild
    cat roaring; a lion's roar; a tiger growling; a puma; a snarling leopard; a cheetah; a mountain lion; a roaring
    tiger
  captions: A lion roars; A tiger growls; A leopard snarls; A big cat roars loudly; A lion gives a long roar; A tiger
    snarls angrily; A jaguar makes a rasping call; A wild cat growls deeply; A lion is growling; The roar of a lion; An
    angry tiger roars; A leopard roars twice; A hungry lion roars; A panther snarls; A large lion is roaring
  phrases: a lion *roars; a tiger *growls; a leopard *snarls; a big cat *roars; the old lion *lets out a roar; a panther
    *growls in the dark; a hungry tiger *shows its teeth and *snarls; two lions *roar at each other; a jaguar *calls;
    the lioness *growls at her cubs; a big lion *starts roaring

bird-chirping texture 4-9
  nouns: birds; birdsong; chirping birds; a bird; singing birds; songbirds; the birds singing; a blackbird; sparrows;
    twittering birds; a robin; a dawn chorus; tweeting birds; a canary; a nightingale; finches; birds in the trees;
    little birds singing
  captions: Birds are chirping; Birds sing in the trees; A bird chirps; Songbirds twitter; Small birds tweet and sing; A
    blackbird sings a melody; Many birds chirp at once; Sparrows chatter and chirp; Birds call to each other; Birdsong
    on a spring day; A robin is singing; Birds sing a dawn chorus; A little bird tweets; Exotic birds call; Birds chirp
    brightly in the trees
  phrases: birds *sing; the birds *start to sing; a blackbird *sings on the roof; birds *chirp in the trees; sparrows
    *chatter in the hedge; a robin *sings its song; little birds *twitter; the dawn chorus *begins; a nightingale
    *sings; the birds *wake up and *sing; a few birds *call to each other; small birds *chirp happily

cat-meow event 2-4
  nouns: a cat; cats; a meowing cat; a kitten; a cat meowing; kittens; a meow; a house cat; a hungry cat; a tomcat;
    miaowing; a stray cat; a kitty; a cat's miaow; a hungry kitten meowing
  captions: A cat meows; A kitten mews; A hungry cat is meowing; A cat meows twice; An angry cat yowls; A house cat lets
    out a meow; A small kitten meows softly; A cat is calling; The meow of a cat; A cat miaows loudly; A stray cat
    meows; An old tomcat yowls; A cat meows for food; A young cat is meowing
  phrases: a cat *meows; a kitten *mews; the cat *asks for food; the cat *wants in and *meows; a stray cat *miaows; the
    neighbour's cat *meows at the window; an angry cat *yowls; the kitten *calls for its mother; a hungry cat *starts to
    meow; the old cat *meows; a little cat *meows softly

chicken event 2-5
  nouns: chickens; a chicken; hens; a hen; clucking hens; clucking chickens; a clucking hen; a hen house; a chicken
    coop; cackling hens; poultry; chicks and hens; a chicken clucking; a few clucking chickens
  captions: Chickens are clucking; A hen clucks; A chicken cackles; Hens cluck and scratch; A hen cackles loudly; A few
    hens are clucking; A chicken clucks softly; A chicken clucks and cackles; The hens cackle; An excited hen clucks;
    Several chickens cluck; The clucking of hens; A fat hen is clucking; Some hens cluck quietly
  phrases: the chickens *cluck; a hen *clucks; hens *cackle in the yard; a chicken *runs off clucking; the hens *want
    their corn and *cluck; an upset hen *cackles; a hen *lays an egg and *cackles; chickens *scratch and *cluck; the
    hens *get excited; two hens *start clucking

cow event 2-5
  nouns: a cow; cows; a mooing cow; cattle; a moo; a cow mooing; a herd of cows; mooing; a calf; an ox; a dairy cow; a
    lowing cow; cows in the meadow; a few cows mooing
  captions: A cow moos; A cow is mooing; Cows are mooing; A cow lets out a long moo; A calf calls for its mother; A cow
    lows; Cattle are lowing; A brown cow moos loudly; The moo of a cow; A cow moos twice; A hungry cow is calling; A
    dairy cow moos; An old cow lows softly; A large cow moos
  phrases: a cow *moos; the cows *moo; a calf *calls for its mother; cattle *low in the meadow; a cow *lets out a long
    moo; the brown cow *wants to be milked and *moos; an ox *bellows; a herd of cows *moos; the cow *answers with a moo;
    two cows *start to moo

crickets texture 4-9
  nouns: crickets; chirping crickets; cicadas; a cricket; insects; buzzing insects; grasshoppers; night insects; summer
    insects; a grasshopper; crickets chirping; cicadas buzzing; insects in the grass; chirping insects
  captions: Crickets are chirping; Crickets chirp steadily; Cicadas are buzzing; Insects buzz and chirp; A grasshopper
    chirps; Crickets sing in the grass; A single cricket chirps; Cicadas drone loudly; Summer insects are chirping; Many
    crickets chirp at night; Night insects chirp; Cicadas buzz in the heat; The steady chirp of crickets; Crickets chirp
    on a summer night
  phrases: crickets *chirp; the crickets *start to chirp; cicadas *buzz; insects *buzz in the grass; a cricket *chirps;
    grasshoppers *sing in the meadow; night insects *fill the air; the cicadas *drone; a lonely cricket *calls; some
    insects *chirp in the grass

dog-bark event 2-5
  nouns: a dog; dogs; barking dogs; a barking dog; a hound; a puppy; a dog barking; barking; the neighbour's dog; a
    guard dog; a growling dog; a big dog; a small dog; a watchdog; a terrier; hunting dogs; woof woof; a doggy; a big
    barking hound
  captions: A dog barks; A dog barks twice; An old hound is barking; A puppy barks; A big dog barks loudly; A small dog
    yaps; A dog is barking; A dog barks several times; A guard dog growls and barks; Dogs are barking; A dog growls; An
    excited dog barks; A watchdog barks a warning; The barking of a dog; A large dog is barking loudly
  phrases: a dog *barks; the neighbour's dog *starts barking; dogs *bark; a puppy *yaps; the hound *barks twice; a guard
    dog *growls and *barks; the dog *wants to go out and *barks; an old dog *barks at a stranger; a big dog *comes
    running and *barks; a small dog *won't stop barking; somebody's dog *barks; the watchdog *wakes up; two dogs *start
    to bark

duck-goose event 2-5
  nouns: ducks; a duck; a goose; geese; quacking ducks; a quacking duck; a honking goose; wild geese; ducklings;
    quacking; a duck pond; ducks on the pond; a gaggle of geese; a few quacking ducks
  captions: A duck quacks; Ducks are quacking; A goose honks; Geese are honking; A duck quacks loudly; Several ducks
    quack; An angry goose honks; Wild geese call; Ducks quack on a pond; A duck quacks twice; The quacking of ducks; Two
    geese are honking; A small duck is quacking; A few ducks quack
  phrases: a duck *quacks; ducks *quack; a goose *honks; geese *fly over honking; the ducks *want bread and *quack; wild
    geese *call; an angry goose *honks at me; ducks *quack on the pond; a mother duck *calls her ducklings; two ducks
    *start quacking

elephant event 2-5
  nouns: an elephant; elephants; a trumpeting elephant; an elephant trumpeting; a herd of elephants; a bull elephant; a
    baby elephant; an elephant's call; an elephant calling; a big elephant; a young trumpeting elephant
  captions: An elephant trumpets; An elephant is trumpeting; An elephant calls out loudly; A herd of elephants trumpets;
    A big elephant trumpets twice; A baby elephant calls; An angry elephant trumpets; A bull elephant calls; The
    trumpeting of an elephant; An elephant lifts its trunk and trumpets; Elephants are trumpeting; A huge elephant
    calls; An old elephant trumpets loudly
  phrases: an elephant *trumpets; elephants *trumpet; a bull elephant *charges and *trumpets; a herd of elephants
    *calls; the baby elephant *calls for its mother; an old elephant *raises its trunk and *trumpets; a huge elephant
    *answers; an angry elephant *starts trumpeting; a big elephant *trumpets

frog texture 3-8
  nouns: frogs; a frog; croaking frogs; a toad; toads; a frog croaking; croaking; frogs in the pond; a tree frog;
    bullfrogs; a ribbiting frog; a frog pond; a pond full of frogs; a few croaking toads
  captions: Frogs are croaking; A frog croaks; Frogs croak in a pond; Toads are croaking; Many frogs croak together; A
    bullfrog croaks; A frog is croaking loudly; The croaking of frogs; Frogs call at night; Tree frogs croak; A pond
    full of croaking frogs; Frogs and toads croak; Two frogs croak in turn; Some frogs croak by a pond
  phrases: frogs *croak; a frog *croaks; the frogs *start their concert; toads *croak in the pond; a bullfrog *calls;
    frogs *croak all around the pond; a fat toad *croaks; the tree frogs *call to each other; one frog *begins to croak;
    a few frogs *croak

goat event 2-4
  nouns: a goat; goats; a bleating goat; a goat bleating; a billy goat; a kid goat; a herd of goats; a nanny goat;
    mountain goats; a goat's bleat; a small bleating goat
  captions: A goat bleats; A goat is bleating; Goats are bleating; A billy goat cries out; A goat bleats loudly; A young
    goat calls; A goat bleats twice; A herd of goats bleats; A stubborn goat bleats; The bleat of a goat; A hungry goat
    cries; A mountain goat bleats; A goat cries out loudly
  phrases: a goat *bleats; goats *bleat; a billy goat *cries out; the goat *refuses to move and *bleats; a hungry goat
    *calls; a herd of goats *comes by bleating; a little goat *bleats for its mother; the goats *greet me; an old goat
    *complains; a white goat *bleats

horse-neigh event 2-4
  nouns: a horse; horses; a neighing horse; a whinnying horse; a stallion; a pony; a horse neighing; a mare; a snorting
    horse; a horse's whinny; a foal; a nervous horse; a horse in the stable; a wild neighing horse
  captions: A horse neighs; A horse is whinnying; A horse snorts; A stallion neighs loudly; A pony whinnies; A horse
    snorts and blows; A nervous horse neighs; A mare calls her foal; A horse neighs twice; The neigh of a horse; A horse
    whinnies in its stable; Horses are neighing; A wild horse neighs; A young horse whinnies
  phrases: a horse *neighs; a horse *whinnies; the horses *snort; a stallion *rears and *neighs; a pony *whinnies; the
    mare *calls her foal; a nervous horse *snorts; a horse *neighs in the stable; the horse *greets its rider; a wild
    horse *starts to neigh; an old horse *neighs

owl event 3-6
  nouns: an owl; owls; a hooting owl; an owl hooting; a night owl; a hoot; a barn owl; a tawny owl; an owl's call; an
    eagle owl; an owl in the tree; a hooting barn owl
  captions: An owl hoots; An owl is hooting; Owls hoot at night; A tawny owl calls; An owl hoots twice; A horned owl
    hoots; A barn owl calls; Two owls call to each other; The hoot of an owl; A lonely owl hoots; An old owl hoots
    softly; An owl calls from a tree; A large owl is hooting
  phrases: an owl *hoots; owls *hoot; an owl *calls from a tree; a tawny owl *hoots twice; an old owl *wakes up and
    *hoots; a lonely owl *calls; two owls *answer each other; a barn owl *hoots; the owl *starts its hunt with a hoot; a
    big owl *hoots

pig event 2-4
  nouns: a pig; pigs; an oinking pig; a grunting pig; oinking pigs; a piglet; a sow; piglets; a hog; a pigsty; oink
    oink; a snorting pig; a wild boar; a few grunting pigs
  captions: A pig oinks; A pig grunts; Pigs are oinking; A pig snorts and grunts; Piglets squeal and grunt; A fat pig
    oinks loudly; A hungry pig is oinking; A sow grunts; A pig is snorting; The grunt of a pig; Pigs grunt in their sty;
    A hog grunts; A wild boar snorts; A big pig oinks and grunts
  phrases: a pig *oinks; pigs *grunt; a pig *grunts in the mud; the piglets *squeal; a sow *grunts; the pigs *get their
    food and *oink; a hog *snorts; a wild boar *comes out snorting; a hungry pig *oinks; the fat pig *starts grunting

rooster event 2-5
  nouns: a rooster; a cock; a crowing rooster; a cockerel; a cock crowing; a rooster crowing; cock-a-doodle-doo;
    roosters; a cockcrow; the cock's crow; a rooster at dawn; a proud crowing cock
  captions: A rooster crows; A rooster is crowing; A cock crows loudly; A cockerel crows; A rooster crows twice; A
    rooster calls at dawn; A proud cock crows; The crowing of a rooster; A rooster wakes everyone up; An old rooster
    crows; Roosters are crowing; A rooster greets the morning; A young rooster crows loudly
  phrases: a rooster *crows; the cock *crows; a cockerel *crows; a rooster *wakes everyone; the rooster *greets the sun;
    the old rooster *crows twice; a rooster *announces the morning; roosters *crow; the neighbour's rooster *starts up;
    a proud rooster *crows

sheep event 2-4
  nouns: sheep; a sheep; a bleating sheep; lambs; a lamb; a flock of sheep; baa baa; bleating sheep; a ewe; a ram; a
    sheep bleating; bleating lambs; a small flock of bleating sheep
  captions: A sheep bleats; Sheep are bleating; A lamb bleats; A sheep baas; A lamb calls for its mother; A flock of
    sheep bleats; A sheep is baaing; A ewe bleats; Sheep and lambs bleat; A sheep bleats twice; The bleating of sheep; A
    woolly sheep baas loudly; A young lamb is bleating; Some sheep bleat
  phrases: a sheep *bleats; sheep *bleat; a lamb *calls for its mother; a flock of sheep *goes by bleating; the sheep
    *baa; a ewe *answers her lamb; the ram *bleats; lambs *bleat in the field; a lost lamb *cries; the flock *starts
    bleating

wolf-howl event 3-7
  nouns: a wolf; wolves; a howling wolf; howling wolves; a wolf howling; a pack of wolves; a coyote; a werewolf; a
    wolf's howl; a lone wolf; a howl; coyotes; a wolf pack howling; a lonely howling wolf
  captions: A wolf howls; Wolves are howling; A pack of wolves howls; A lone wolf howls; A coyote howls; A wolf gives a
    long howl; The howl of a wolf; A wolf is howling at the moon; Wolves howl together; A werewolf howls; A grey wolf
    howls; Coyotes yip and howl; A distant wolf howls
  phrases: a wolf *howls; wolves *howl; a pack of wolves *answers; a lone wolf *howls at the moon; a coyote *howls; the
    werewolf *howls; wolves *begin to howl; a wolf *lifts its head and *howls; the pack *howls; a grey wolf *howls
"""
