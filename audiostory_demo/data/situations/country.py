"""Farm, forest, weather, water and mountains. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a farm at dawn
  dawn on the farm; sunrise over the barn; the first light in the farmyard; early morning at a farmhouse
  crickets rooster door-open-creak footsteps-gravel cow chicken|pig bird-chirping / wind crickets / outdoors
milking time
  the morning milking; milking the cows; in the cowshed before breakfast; a milkmaid at work
  door-open-creak footsteps-hard cow metal-clang stream|water-splash cow door-close / rain wind / room outdoors
feeding the hens
  the hen house; collecting the eggs; a fox near the chickens; a morning at the chicken coop
  door-open-creak chicken footsteps-grass|footsteps-gravel rooster chicken door-close / wind / outdoors
the pig pen
  feeding the pigs; pigs at the trough; mud and hungry pigs
  footsteps-gravel metal-clang pig water-splash|eating-crunch pig door-close / rain wind / outdoors
a shepherd in the hills
  a shepherd and his flock; bringing the sheep home; sheep on the hillside; herding sheep with a dog
  sheep whistle dog-bark footsteps-grass sheep flute|wind-chime wind / wind crickets / outdoors
a goat farm in the mountains
  goats on a mountain pasture; the goatherd's morning; an alpine meadow with goats
  goat wind-chime footsteps-grass stream|waterfall goat wind / wind / outdoors
harvest time
  bringing in the harvest; a long harvest day in the fields; late summer in the wheat fields
  bird-chirping vehicle-engine crickets man-speaking laughter thunder rain / wind crickets / outdoors
the stable
  a morning with the horses; saddling a horse; taking care of the horses; a riding lesson
  door-open-creak horse-neigh footsteps-gravel metal-clang horse-neigh whistle door-close / wind rain / room outdoors
a horse that runs away
  chasing a runaway horse; the stallion breaks loose.; a horse escapes from its paddock.
  horse-neigh crash scream|man-speaking footsteps-grass whistle horse-neigh / wind / outdoors
a barn in a storm
  animals in the barn during a thunderstorm; sheltering in the barn; the storm over the stable
  wind thunder cow|horse-neigh sheep|goat rain door-close / rain wind / room
a fox in the henhouse
  the night the fox came; a thief among the chickens; the fox steals a hen.
  crickets rustling-leaves chicken dog-bark door-open-creak man-speaking|gunshot / crickets wind / outdoors
a village morning
  morning in a small village; a sleepy village wakes up.; the village at eight o'clock
  rooster church-bell door-open-creak footsteps-gravel dog-bark woman-speaking|crowd-chatter / wind / outdoors
a village evening
  evening falls on the village.; dusk in the countryside; the end of a country day
  church-bell cow|sheep footsteps-gravel door-close crickets owl / crickets wind / outdoors
a forest at dawn
  the woods at sunrise; the forest wakes up.; dawn among the trees; early light in the forest
  owl rustling-leaves bird-chirping stream footsteps-grass|footsteps-gravel bird-chirping / wind / outdoors
a forest at night
  the dark woods; night falls in the forest.; alone in the woods after dark; a night under the trees
  crickets owl rustling-leaves footsteps-grass|footsteps-gravel wolf-howl wind / crickets wind / outdoors
lost in the woods
  a wanderer loses the way.; two children lost among the trees; no way out of the forest
  footsteps-gravel|footsteps-grass bird-chirping wind rustling-leaves owl wolf-howl scream / wind rain / outdoors
a hike through the forest
  hiking with friends; a day's walk in the woods; a trail through the trees; following a forest trail
  footsteps-gravel bird-chirping stream footsteps-water laughter|whistle waterfall / wind / outdoors
picking mushrooms
  mushroom hunters in the autumn woods; gathering mushrooms; a quiet autumn morning in the forest
  footsteps-grass rustling-leaves bird-chirping whistle pig|dog-bark woman-speaking / wind rain / outdoors
autumn leaves
  a windy autumn day; the leaves are falling.; a walk in October
  wind rustling-leaves footsteps-gravel|footsteps-grass duck-goose rain church-bell / wind rain / outdoors
the lumberjacks
  felling a tree; loggers at work; a day with the woodcutters; cutting down the old oak
  footsteps-gravel chainsaw wood-chop man-speaking crash|rustling-leaves vehicle-engine / wind / outdoors
chopping wood for winter
  making firewood; stocking up logs behind the cabin; preparing for the cold months
  footsteps-grass|footsteps-gravel wood-chop sawing wood-chop door-open-creak fire-crackling / wind / outdoors
a cabin in the snow
  winter in a log cabin; snowed in; a snowy night in the mountains; the snowstorm outside the hut
  wind footsteps-gravel door-knock door-open-creak fire-crackling clock-ticking|acoustic-guitar / wind / room
a mountain storm
  thunder over the peaks; caught by a storm on the mountain; climbers in bad weather
  wind footsteps-gravel thunder rain scream|man-speaking helicopter / wind rain / outdoors
a rescue in the mountains
  the mountain rescue; a lost climber is found.; saving a climber
  wind scream radio-static helicopter dog-bark man-speaking applause|laughter / wind / outdoors
an avalanche
  the snow slide; when the snow came down; buried under the snow
  wind explosion|thunder crash scream whistle dog-bark helicopter / wind / outdoors
a mountain hut at sunrise
  waking up high in the mountains; a morning above the clouds; breakfast in an alpine hut
  wind alarm-beep door-open-creak footsteps-gravel bird-chirping wind-chime|goat / wind / outdoors room
the waterfall
  hiking to the waterfall; discovering a hidden waterfall; a swim under the falls
  footsteps-gravel bird-chirping stream waterfall water-splash laughter / wind / outdoors
down the river
  a canoe trip; rafting down the rapids; paddling through white water; a river adventure
  stream water-splash bird-chirping waterfall scream|laughter footsteps-water / wind / outdoors
a fishing trip
  an angler by the lake; two friends go fishing.; a quiet day of fishing; early morning at the lake
  footsteps-grass bird-chirping water-splash frog whistle water-splash laughter / wind crickets / outdoors
the village pond
  an afternoon by the pond; feeding the ducks; ducks and frogs at the water
  footsteps-grass duck-goose frog water-splash laughter duck-goose / wind crickets / outdoors
a pond at night
  a summer night by the water; the pond after sunset; moonlight over the pond
  crickets frog water-splash owl frog wind / crickets / outdoors
the swamp
  crossing the swamp; in the bayou; alone in the marshes; a swamp full of creatures
  frog crickets footsteps-water bubbles water-splash duck-goose scream|owl / crickets rain / outdoors
a thunderstorm
  a storm is coming.; a summer thunderstorm; the storm passes over.; bad weather rolls in.
  wind rustling-leaves thunder rain thunder bird-chirping / rain wind / outdoors
after the rain
  the storm is over.; the sun comes out again.; a wet morning after a stormy night
  thunder rain footsteps-water bird-chirping frog|crickets wind-chime / wind / outdoors
a flood
  the river bursts its banks.; the flooded village; when the dam broke.; high water
  rain thunder waterfall footsteps-water scream siren helicopter / rain wind / outdoors
a forest fire
  the woods are burning.; wildfire; fighting the flames in the forest
  wind fire-crackling rustling-leaves siren helicopter man-speaking|water-splash / wind / outdoors
a hurricane
  the great storm hits the coast.; the eye of the storm; a tornado over the town
  wind door-close glass-breaking crash siren thunder rain / wind rain / outdoors
spring
  the first day of spring; spring has come.; nature wakes up after winter.
  stream bird-chirping sheep|goat footsteps-grass flute bird-chirping|crickets / wind / outdoors
a summer meadow
  lying in the grass; a hot afternoon in the meadow; lazy summer hours
  crickets bird-chirping footsteps-grass cow snoring|flute crickets / crickets wind / outdoors
the beehive and the garden of a monk
  a monastery garden; monks among their herbs; the quiet life behind the abbey walls
  church-bell footsteps-gravel bird-chirping crickets singing-bowl|organ writing / wind / outdoors
a windmill
  the old mill on the hill; the miller's day; grinding the grain
  wind door-open-creak sawing|metal-clang horse-neigh footsteps-hard man-speaking / wind / outdoors room
a watermill
  the mill by the stream; the old water wheel; at the miller's brook
  stream waterfall door-open-creak metal-clang|wood-chop duck-goose man-speaking / wind / outdoors
hunting season
  the hunters set out.; a morning with the hunters; the deer hunt
  trumpet horse-neigh dog-bark footsteps-grass rustling-leaves gunshot / wind / outdoors
a cave full of echoes
  exploring a cave; down into the cave; the cave in the cliff; cavers deep in a cave
  footsteps-gravel stream footsteps-water whoosh|bubbles scream man-speaking waterfall / none / cave / =cave
"""
