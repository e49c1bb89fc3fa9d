"""Animals, pets and wild places. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a safari
  on safari; wild animals of Africa; a jeep in the savannah; looking for lions
  vehicle-engine bird-chirping elephant big-cat-roar horse-neigh laughter|crickets / wind crickets / outdoors
a night in the savannah
  Africa after dark; hunters of the night; the lions wake up.
  crickets big-cat-roar elephant frog big-cat-roar drums / crickets wind / outdoors
a waterhole
  animals come to drink.; the last water for miles; elephants at the waterhole
  crickets footsteps-water elephant water-splash big-cat-roar bird-chirping frog / wind crickets / outdoors
a rainforest morning
  dawn in the rainforest; parrots and monkeys; the tropics wake up.
  frog bird-chirping rustling-leaves rain waterfall|stream crickets / rain crickets / outdoors
a tiger on the prowl
  the tiger; stripes in the tall grass; a tiger hunts at dusk.
  crickets rustling-leaves bird-chirping big-cat-roar scream gunshot / crickets wind / outdoors
the elephants' bath
  elephants in the river; bathing the elephants; a baby elephant learns to swim.
  footsteps-water elephant water-splash laughter elephant stream / crickets / outdoors
the lion tamer
  a lion in a cage; the trainer and his lions; don't turn your back on a lion.
  drums metal-clang big-cat-roar whoosh man-speaking applause / crowd / room
a wolf pack
  wolves in winter; the hunt of the pack; the lone wolf and the moon
  wind wolf-howl footsteps-gravel rustling-leaves|sheep wolf-howl owl / wind / outdoors
wolves near the sheep
  the shepherd boy who cried wolf; a wolf among the flock; the sheep are restless.
  sheep crickets wolf-howl dog-bark scream|man-speaking gunshot sheep / wind crickets / outdoors
a bear family
  the bear wakes up from winter sleep.; honey for the bears; a mother bear with her cubs
  snoring bear-growl rustling-leaves stream water-splash eating-crunch bear-growl / wind / outdoors
a salmon river
  bears fishing; salmon jump upstream.; Alaska in summer
  stream waterfall water-splash bear-growl eating-crunch bird-chirping|helicopter / wind / outdoors
an owl's night
  the owl hunts.; a mouse and an owl; the night bird
  church-bell crickets owl rustling-leaves whoosh owl wind / crickets wind / outdoors
a dawn chorus
  birds at sunrise; the birds wake me.; songs before the sun
  crickets owl bird-chirping rooster bird-chirping church-bell / wind / outdoors
birds on their way south
  wild geese on their journey; the swallows leave.; autumn in the sky
  wind duck-goose rustling-leaves bird-chirping duck-goose rain|gunshot / wind / outdoors
a duck family
  the ugly duckling; ducklings learn to swim; mother duck crosses the road.
  duck-goose footsteps-grass water-splash car-horn|frog laughter duck-goose / wind traffic / outdoors
a frog prince
  a frog concert; the king of the frogs; jumping frogs
  stream frog water-splash duck-goose frog laughter / crickets / outdoors
a stray dog
  a dog without a home; the dog finds a friend.; a street dog's day
  traffic dog-bark rain footsteps-water door-open-creak woman-speaking dog-bark / rain traffic / outdoors
walking the dog
  out with the dog; a dog meets a dog.; throw the stick.
  door-open-creak footsteps-gravel dog-bark whistle water-splash dog-bark door-close / wind rain / outdoors
a dog show
  the most beautiful poodle; dogs and their owners; best in show
  crowd-chatter dog-bark whistle man-speaking dog-bark applause / crowd / room
a guard dog at night
  the watchful dog; something moves outside.; he hears everything.
  crickets rustling-leaves dog-bark footsteps-gravel door-open-creak|gunshot dog-bark / crickets wind / outdoors
sled dogs
  huskies in the snow; the dog sled; mush.
  wind dog-bark whistle footsteps-gravel wolf-howl dog-bark / wind / outdoors
a cat's day
  the secret life of a cat; nine lives; my cat and I
  alarm-beep cat-meow eating-crunch bird-chirping cat-meow glass-breaking snoring / none rain / room
cats on the roof
  alley cats; a moonlight concert of cats; tomcats fight
  cat-meow crash cat-meow dog-bark scream|whoosh water-splash / wind / outdoors
a mouse in the house
  catching a mouse; something nibbles in the wall.; cat and mouse
  clock-ticking rustling-leaves|eating-crunch scream cat-meow footsteps-hard crash / none rain / room
a parrot that talks
  the sailor's parrot; a clever bird; Polly wants a cracker.
  bird-chirping man-speaking laughter eating-crunch bird-chirping whistle / none sea / room
an aquarium
  behind thick glass; fish from all over the world; feeding time for the sharks
  footsteps-hard bubbles crowd-chatter water-splash woman-speaking applause / crowd / room
dolphins
  swimming with dolphins; a dolphin show; friends of the sea
  sea-waves whistle water-splash laughter water-splash crowd-cheering / sea crowd / outdoors
penguins
  a penguin colony; eggs and ice; emperor of the ice
  wind duck-goose footsteps-gravel water-splash sea-waves duck-goose / wind sea / outdoors
a petting pen
  children pet the animals.; little goats and lambs; soft fur and small hands
  laughter goat sheep duck-goose|chicken baby-cry eating-crunch / crowd / outdoors
Noah's ark
  two of every kind; the great flood; animals on a ship
  sawing thunder elephant sheep big-cat-roar horse-neigh rain / rain sea / outdoors
animal sounds for children
  which animal is it.; teaching a toddler the animals; old macdonald; the animal song
  cow pig sheep duck-goose dog-bark cat-meow rooster / none / dry outdoors
an animal orchestra
  the animals make music.; a concert in the barn; every animal sings.
  cow chicken goat drums|trumpet frog owl applause / none / outdoors
a sheep shearing
  shearing day; wool everywhere; the sheep lose their coats.
  sheep door-open-creak alarm-beep|chainsaw sheep man-speaking laughter / wind / outdoors
a cattle auction
  selling a bull; farmers make a deal.; the best cow of the county
  crowd-chatter cow man-speaking door-knock|church-bell applause cow / crowd / outdoors
a pig in the parlour
  a pig as a pet; the pig that came to tea; trouble with a piglet
  door-knock door-open-creak pig scream crash laughter pig / none / room
a chicken on the road
  the bravest chicken; why the chicken crossed.; a hen in traffic
  chicken footsteps-gravel vehicle-engine car-horn chicken laughter / traffic / outdoors
wild horses
  mustangs on the plain; horses run free.; taming a wild horse
  wind horse-neigh footsteps-grass thunder horse-neigh stream / wind / outdoors
the birth of a foal
  new life in the stable; the vet comes at night.; a mare in labour
  rain vehicle-engine door-open-creak horse-neigh man-speaking horse-neigh laughter / rain wind / room
a goat on the roof
  the goat that ate the washing; a stubborn goat; goats make trouble.
  goat footsteps-hard crash|glass-breaking woman-speaking goat laughter / none wind / outdoors
insects in the grass
  a world of little creatures; the ant and the grasshopper; summer in the undergrowth
  crickets footsteps-grass rustling-leaves violin crickets rain / crickets / outdoors
a bat cave
  bats in the cave; the cave at dusk; a cave full of wings
  footsteps-gravel stream rustling-leaves whoosh bird-chirping scream / none / cave / =cave
an elephant in the city
  an elephant escapes.; chaos on main street; a circus animal on the run
  traffic crowd-chatter elephant scream car-horn crash siren / traffic crowd / outdoors
"""
