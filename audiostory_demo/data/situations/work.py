"""Trades, building, science and media. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a construction site
  building a house; builders at work; the new tower goes up.; noise from the building site
  vehicle-engine alarm-beep metal-clang sawing man-speaking|whistle crash chainsaw / traffic wind / outdoors
demolition
  blowing up the old factory; the tower comes down.; a building is torn down.
  siren|whistle man-speaking explosion crash glass-breaking applause / wind traffic / outdoors
road works
  fixing the street; the workers dig up the road.; a hole in the road
  traffic vehicle-engine chainsaw metal-clang man-speaking car-horn / traffic rain / outdoors
a quarry
  breaking stones; blasting rock; the stone cutters
  metal-clang vehicle-engine siren explosion crash metal-clang / wind / outdoors
a coal mine
  down in the mine; miners underground; the night shift in the pit
  metal-clang footsteps-gravel cough metal-clang explosion crash scream / none wind / dry
gold diggers
  the gold rush; panning for gold; a lucky find in the river
  footsteps-water stream metal-clang crowd-cheering laughter gunshot|horse-neigh / wind / outdoors
a blacksmith
  the smith at the anvil; shoeing a horse; forging a sword
  fire-crackling metal-clang horse-neigh metal-clang bubbles|water-splash sword-clash / none wind / room outdoors
a stone mason building a church
  masons build the church.; a cathedral under construction; the builders of the cathedral
  metal-clang sawing man-speaking horse-neigh metal-clang church-bell / none wind / cathedral / =cathedral
a shipyard
  building a wooden boat; a ship is launched.; carpenters by the water
  sawing wood-chop metal-clang sea-waves glass-breaking water-splash applause / sea wind / outdoors
a sawmill
  logs become planks.; the smell of fresh wood; sawing all day long
  vehicle-engine chainsaw sawing man-speaking crash sawing / none wind / outdoors
a factory
  the early shift; machines and sirens; an assembly line
  siren|alarm-beep footsteps-hard metal-clang vehicle-engine man-speaking siren|whistle / none crowd / room
a printing house
  the first newspaper; printing the morning paper; ink and paper
  door-open-creak writing metal-clang train|typing man-speaking footsteps-hard / none traffic / room
the clockmaker
  a shop full of clocks; repairing an old watch; time stands still at the clockmaker's.
  wind-chime door-open-creak clock-ticking metal-clang music-box church-bell clock-ticking / none rain / room
the painter
  an artist at work; drawing by the window; painting a portrait
  footsteps-hard writing stream whistle writing glass-breaking|laughter / none rain / room
a writer with no ideas
  writer's block; a novelist at night; the blank page
  clock-ticking typing|writing cough footsteps-hard rain typing|writing / rain traffic / room
the tailor
  a new suit; the tailor's shop; needle and thread
  wind-chime door-open-creak man-speaking writing typing|clock-ticking laughter door-close / none traffic / room
the postman
  delivering letters; the postman and the dog; a parcel arrives.
  whistle footsteps-gravel door-open-creak dog-bark door-knock woman-speaking footsteps-gravel / wind / outdoors
a chimney sweep
  up on the roofs.; soot and good luck; the sweep climbs the chimney.
  door-knock footsteps-hard whistle whoosh cough sneeze bird-chirping / wind / outdoors
a window cleaner
  high above the street; washing windows on the fiftieth floor; a bucket and a rope
  wind water-splash whistle traffic helicopter glass-breaking scream / wind traffic / outdoors
the night watchman
  a guard makes his round.; alone in the warehouse; keys, torch and a noise
  footsteps-hard metal-clang door-open-creak whistle crash|cat-meow dog-bark alarm-beep / rain wind / room
a chef in a big restaurant
  the restaurant kitchen; a busy night for the cooks; order up.
  fire-crackling wood-chop bubbles metal-clang man-speaking church-bell|alarm-beep glass-breaking / crowd / room
an auction
  going once, going twice.; bidding for a painting; under the hammer
  crowd-chatter man-speaking cough door-knock crowd-cheering|applause glass-breaking / crowd / room
the stock exchange
  a crash on Wall Street; brokers shout.; black friday
  church-bell crowd-chatter telephone-ring typing scream telephone-ring crowd-cheering / crowd / room
a call centre
  the hotline; all lines are busy.; please hold.
  telephone-ring woman-speaking typing telephone-ring music-box|man-speaking typing / crowd / room
a radio studio
  on air.; the morning show; the host and his guest; a live programme
  music-box|trumpet man-speaking laughter telephone-ring woman-speaking applause / none / dry room
a pirate radio station
  an illegal station; voices from the ether; broadcasting from a boat
  radio-static man-speaking drums|acoustic-guitar laughter siren radio-static / sea / room
a war reporter
  reporting from the front; live from the battlefield; a journalist under fire
  radio-static woman-speaking|man-speaking explosion gunshot helicopter siren / wind / outdoors
a television studio
  the evening news; lights, camera.; the weather lady
  footsteps-hard trumpet|drums woman-speaking typing man-speaking applause / none / room
an archaeologist
  digging up the past; a tomb in the desert; what lies under the sand
  wind footsteps-gravel metal-clang writing door-open-creak whoosh scream / wind / outdoors
a tomb in a cave
  a treasure cave; grave robbers in a cave; the cave of the forgotten king
  footsteps-gravel metal-clang door-open-creak whoosh scream crash footsteps-water / none / cave / =cave
a laboratory
  a mad scientist; the experiment; something is bubbling in the lab.
  bubbles clock-ticking writing alarm-beep laughter explosion|glass-breaking / none rain / room
the inventor
  a crazy invention; the machine finally works; sparks and smoke
  metal-clang sawing writing vehicle-engine explosion laughter applause / none rain / room
a weather station
  storm warning; measuring the wind; the meteorologist on the mountain
  wind radio-static typing man-speaking alarm-beep thunder rain / wind / room outdoors
a lifeguard
  on duty by the water; someone is drowning.; a rescue from the waves
  sea-waves scream whistle footsteps-water water-splash cough applause / sea / outdoors
a pilot's day
  ready for take-off.; in the cockpit; cleared for landing.
  footsteps-hard radio-static alarm-beep man-speaking airplane applause / none wind / room
the babysitter
  one evening with three kids; looking after the neighbours' children; they won't go to bed.
  door-close laughter baby-cry crash woman-speaking music-box snoring / rain / room
a translator at a conference
  an international conference; delegates from all over the world; speeches, speeches
  crowd-chatter footsteps-hard woman-speaking man-speaking cough applause / crowd / room
an election
  election night; the candidate speaks.; votes are counted.
  crowd-chatter writing man-speaking|woman-speaking telephone-ring crowd-cheering applause / crowd / room
a demonstration
  protest in the streets; marching for a better world; the strike
  drums whistle crowd-cheering woman-speaking siren glass-breaking helicopter / crowd traffic / outdoors
a coffee plantation
  picking coffee beans; sunrise on a plantation; work in the hot hills
  rooster bird-chirping footsteps-grass rustling-leaves laughter rain frog|crickets / crickets / outdoors
a beekeeper
  honey harvest; the bees are busy.; at the hives
  bird-chirping footsteps-grass crickets cough fire-crackling crickets eating-crunch / crickets wind / outdoors
a vineyard
  the grape harvest; a day among the vines; making wine
  bird-chirping footsteps-gravel laughter vehicle-engine bubbles accordion crickets / crickets wind / outdoors
an organ builder in a cathedral
  tuning the organ in a cathedral; the organist practises in the cathedral.; an empty cathedral with an organist
  door-open-creak footsteps-hard metal-clang organ cough organ door-close / none / cathedral / =cathedral
"""
