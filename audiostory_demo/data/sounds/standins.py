"""Everyday sounds outside the repertoire, under the class that comes nearest."""

TABLE = """
accordion: a harmonica; bagpipes; a hurdy-gurdy; a mouth organ; a melodica
acoustic-guitar: a ukulele; a banjo; a mandolin; a bass guitar; an electric guitar; a lute; a sitar; a zither
airplane: a glider; a spaceship; a hovercraft; a rocket launch; a spacecraft; a zeppelin; a drone flying
alarm-beep: a supermarket scanner; a cash register; a metal detector; a sonar ping; a video game; a computer beep; a
    robot beeping; an oven timer; a doorbell; a digital watch; a pager; a bicycle bell; a lift arriving
applause: popping popcorn; flapping wings; a flag flapping; pigeons taking off; a whip cracking; high fives
baby-cry: a moaning ghost; a whining child; a seal pup; a peacock
bear-growl: a dinosaur; a monster; a dragon; a gorilla; a troll; a walrus; a badger; an ogre; a rumbling stomach; a
    zombie; a burp; a crocodile
big-cat-roar: a sabre-toothed tiger; a dinosaur roar; a sea lion; a chimera; a lynx; a griffin; a roaring beast; a hyena
bird-chirping: a parrot; a parakeet; a woodpecker; a cuckoo; a swallow; a wren; a budgie; a toucan; a squeaking mouse; a
    hummingbird; a lark; a squirrel; a bat
bubbles: a coffee machine; a hot tub; lemonade being poured; a geyser; a percolator; a water cooler; a bubbling swamp; a
    gargling man; a chemical experiment; a lava lamp; a jacuzzi
car-horn: a bicycle horn; a vuvuzela; a lorry's hooter; a ferry's horn; a buzzer; a clown's horn
cat-meow: a fox cub; a lynx kitten; a ferret; a seagull
chainsaw: a lawn mower; a blender; a drill; a leaf blower; a dentist's drill; a vacuum cleaner; a hair dryer; an
    electric shaver; a coffee grinder; a sewing machine; a power drill; a food mixer; an angle grinder; a strimmer; a
    jackhammer
chicken: a turkey; a quail; a pheasant; a partridge; a guinea fowl; an ostrich; pigeons
church-bell: a cowbell; a hand bell; a cuckoo clock striking; a triangle; a glockenspiel; a xylophone; a dinner bell; a
    buoy bell; a marimba; Big Ben
clock-ticking: a metronome; a dripping tap; a turning lock; a light switch; a turn signal; dripping water; a knitting
    needle; a camera shutter; dice rolling; chess pieces; a spinning wheel; a ratchet
cough: a hiccup; a choking man; a retching cat; a barking seal; someone spitting
cow: a buffalo; a bison; a camel; a moose; a yak; a hippo; a didgeridoo; a water buffalo; a reindeer
crash: an avalanche; a falling tree; a landslide; bowling pins; a collapsing building; a rockfall; a rubbish bin
    falling; a wardrobe falling over; dishes falling; a falling ladder; an earthquake; a shopping trolley
crickets: bees; a bee; a mosquito; flies; a fly; a wasp; a beehive; a rattlesnake; mosquitoes; a power line humming; a
    hornet; maracas; a neon light
crowd-chatter: a cocktail party; a classroom; a cafeteria; a waiting room; a canteen; monks murmuring; a family dinner;
    a debate
crowd-cheering: a choir; a protest march; children playing; a football chant; monkeys; a playground; a mob; a choir
    singing; chimpanzees; a group singing
dog-bark: a fox; a seal; a jackal; a hyena barking; a coyote pup; a barking deer; a husky; a poodle; a dachshund
door-close: a drawer; a fridge door; a suitcase closing; a cupboard; a book falling; a lid closing; a boot closing; a
    mailbox; a stapler; a toaster popping; a mousetrap; a box being dropped
door-knock: a gavel; a nail being hammered; a tapping cane; a woodpecker on a tree; tap dancing; a hammer on wood; a
    body falling; a heartbeat; castanets; a basketball; a tennis ball; a boxing match; a ping pong game
door-open-creak: a rocking chair; a creaking ship; a swing; a squeaking wheel; a coffin lid; a drawbridge; a treasure
    chest opening; a zip; a swinging sign; a squeaky toy; rusty chains; a bicycle; old floorboards; a bed creaking
drums: a timpani; a tambourine; a beatbox; a washboard; a marching band; horse hooves; galloping horses; a hip hop beat;
    a conga; techno music; cymbals; a djembe; a galloping horse
duck-goose: a swan; a pelican; a crow; a raven; seagulls; a crane; a kazoo; a heron; crows; a rubber duck; a flamingo; a
    magpie
eating-crunch: a dog chewing a bone; a rabbit nibbling; a crumpled bag; cracking nuts; breaking a stick; crumpling
    paper; tearing paper; a mouse gnawing; a paper bag; a snapping twig; wrapping paper
elephant: a mammoth; a whale; a rhino; a tuba; a whale song; a vuvuzela blast; an alphorn; a trombone
explosion: a rocket; a volcano; a meteor impact; a catapult; a sonic boom; a mine blowing up; a demolition; a torpedo; a
    volcanic eruption; a mortar; a gas leak blowing up
fire-crackling: frying bacon; a frying pan; a barbecue; sizzling meat; an oven fire; crackling embers; a lit fuse;
    sizzling onions; a burning house; lava; frying eggs; a steak on the grill; a candle; a match being lit
fireworks: popping corks; popping balloons; sparklers; a flare; a popping balloon; a champagne cork; bubble wrap
flute: a clarinet; an oboe; a piccolo; an ocarina; a saxophone; panpipes; a tin whistle; a snake charmer; a bassoon; a
    theremin
footsteps-grass: sweeping; a broom; someone sweeping the floor; a scythe; someone raking leaves; a rake; a hedgehog; a
    deer
footsteps-gravel: digging; a shovel; someone digging a hole; pouring sand; walking on ice; a spade in the earth; skiing;
    a gravedigger; a wheelbarrow; ice skating; shuffling cards; ice cubes
footsteps-hard: dancing; a skateboard; a horse trotting; a dancer; marching soldiers; climbing a ladder; hopscotch; high
    heels; soldiers marching; a horse on cobblestones; roller skates; a jogger
footsteps-water: rowing; a canoe; washing dishes; a paddle; someone mopping; a walk in the mud; a dog in the water;
    rowing a boat
frog: a gurgling drain; a lizard; a gecko; a swamp creature; a guiro
glass-breaking: clinking glasses; a mirror breaking; breaking ice; a toast with glasses; a falling chandelier; breaking
    plates; coins falling; a jar of marbles; a plate breaking; dropped cutlery; a tray of glasses
goat: an alpaca; a llama; a deer calling; an antelope; a gazelle; a chamois
gunshot: a laser gun; a nail gun; a crossbow; a whip crack; a backfiring car; a staple gun; a sniper; a laser; a popgun;
    a revolver
harp: a kalimba; a dulcimer; a koto; a celesta; a dream sequence; a fairy's magic
helicopter: a ceiling fan; a washing machine; a fan; an air conditioner; a windmill; a dishwasher; a tumble dryer; a
    ventilator; a fridge hum; a refrigerator; a generator
horse-neigh: a donkey; a mule; a zebra; a unicorn; a centaur; a braying donkey
laughter: a kookaburra; a clown; a joker; a mad scientist; a gnome; tickling; a goblin
man-speaking: a singing man; a rapper; a robot voice; a news reader; a radio host; a whispering man; an auctioneer; a
    pilot; a politician; a ghost whispering; a wizard; a prayer; a monk chanting; a sergeant; a football commentator; a
    poem
metal-clang: a typewriter bell; a cash drawer; keys jingling; cutlery; a blacksmith; handcuffs; a garage door; a tin
    can; coins; a slot machine; a bunch of keys; a spoon in a cup; a knight's armour; a prison door; scissors; knives
    being sharpened; a toolbox
music-box: a carousel; an ice cream van; a toy piano; a merry-go-round; a baby mobile; a ringtone
organ: a synthesizer; an orchestra; a keyboard instrument; a harmonium; a string orchestra; a vampire's theme; a
    fairground organ
owl: a dove; a pigeon cooing; a loon; a ghost; a cuckoo bird; a lemur
piano: a harpsichord; a jazz band; an electric piano; a keyboard solo; a pop song; a music lesson; a vibraphone
pig: a warthog; a guinea pig; a hedgehog snuffling; a tapir; a truffle hunter; a pug
radio-static: a spray can; a steam iron; steam; a hissing snake; a snake; a leaking tyre; a gas leak; a fax machine; a
    modem; a spray bottle; a printer; a detuned television; an alien signal; an espresso machine; a geiger counter; a
    photocopier
rain: hail; sleet; a shower running; a garden hose; a sprinkler; a monsoon; someone taking a shower; sizzling; a bath
    running
rooster: a peacock calling; a parrot screeching; an eagle; a hawk; a vulture
rustling-leaves: a newspaper; turning pages; someone unfolding a map; a plastic bag; a mouse in the straw; a tent being
    packed; pages of a book; unwrapping a present; a curtain; someone getting dressed; a sleeping bag; a rabbit
sawing: sandpaper; a file; a rasp; someone sanding wood; scraping; brushing teeth; a grater; a whetstone; a toothbrush;
    sanding
scream: a banshee; a screeching eagle; a pterodactyl; a screaming monkey; squealing brakes; screeching tyres; a howling
    ghost; a roller coaster; nails on a chalkboard
sea-waves: a ship at sea; a boat engine; a sailing boat; a yacht; a ferry; a shell at the ear; a surfboard; a lighthouse
sheep: a newborn calf; a bleating deer; a vicuna
singing-bowl: a wine glass rim; a tuning fork; a Buddhist temple; a meditation session; a force field; a UFO; yoga music
siren: an alert; a tornado warning; a nuclear alarm; a submarine alarm; an evacuation alarm; a coast guard
sneeze: a blown nose; a snorting bull; a spitting camel; a cat sneezing
snoring: a purring cat; breathing; heavy breathing; a sleeping dragon; a deep sleeper; a hibernating bear
stream: a flushing toilet; pouring water; a sink; someone filling a glass; a gutter; someone watering plants; a drain; a
    canal; pouring tea; a water pump; an irrigation ditch; pouring milk; someone washing hands
sword-clash: a knife being drawn; a lightsaber; fighting with sticks; a cutting guillotine; a spear; an ice pick; a
    gladiator fight
telephone-ring: an intercom; a fire bell; an old alarm bell; a reception bell; a school bell ringing; a hotel bell
thunder: a stampede; a rolling barrel; a buffalo herd; an approaching army; a rumbling volcano; a bowling ball; a giant
    walking
traffic: a carriage; a tram passing; a trolley bus; a race; a toll road; a car wash; a racetrack; a cart on cobblestones
train: a roller coaster car; a mine cart; a rolling suitcase; a monorail; a conveyor belt; a loom; a factory; a printing
    press
train-whistle: a kettle whistling; a steam boat; a tea kettle; a factory whistle; a pressure cooker; a ship's whistle
trumpet: a French horn; a cornet; a hunting horn; a brass band; a vuvuzela concert; a bugler; a mariachi band
typing: a telegraph; a calculator; a game controller; a mouse click; morse code; a cashier; knitting
vehicle-engine: a tractor; a scooter; a moped; a lawn tractor; a bulldozer; a go-kart; a speedboat; a tank; an
    excavator; a racing car; a motor boat; a snowmobile; a forklift; a jeep; a formula one car; a combine harvester
violin: a viola; a double bass; a string quartet; an erhu; a musical saw; a bow on strings; a squeaking bow
water-splash: a whale jumping; a dolphin; a penguin diving; a toilet plunger; a fishing line; a hippo in the river; a
    cannonball dive; water balloons; a fisherman casting; a mermaid; a crocodile in the water; a bathtub; a wet dog
    shaking
waterfall: a flood; a tidal wave; a burst pipe; a broken dam; a fire hose; a tsunami; a water slide; a hydroelectric
    plant
whistle: a kettle; a teapot; a bird whistle; a sheepdog trial; a slide whistle; a bosun's pipe
whoosh: a frisbee; a golf swing; a bat swing; a boomerang; a lasso; a teleporter; a kite; a swinging rope; a paper
    plane; a witch on a broom; a sliding door; a skier; a swing set; a portal; a superhero; a curtain being pulled
wind: a desert; a hurricane; a tornado; a sandstorm; someone blowing; a hot air balloon; a sail; a tumbleweed; a
    bellows; outer space; a parachute; a mountain top; a typhoon
wind-chime: a shaking bottle; a chandelier; a bracelet; a dog's collar; fairy dust; icicles; a bead curtain; a pixie
wolf-howl: a howling dog; a dingo; a ghost wailing; a banshee howl; a husky howling; a baying hound; a howler monkey
woman-speaking: a singing woman; an opera singer; a fairy; a soprano; a whispering woman; a navigation system; a witch
    casting a spell; a shop assistant; a stewardess; a fortune teller; a voice assistant; an air hostess
wood-chop: a drumstick on a log; a cleaver; a butcher; chopping vegetables; a carrot being cut; cutting onions; a
    beaver; a karate chop; someone cutting vegetables
writing: an eraser; painting; a paintbrush; a crayon; a stamp; peeling potatoes; someone scratching; a marker; wiping a
    window; a nail file
"""
