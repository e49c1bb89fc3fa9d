"""Stations, roads, air and sea. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a railway station
  waiting on the platform; the train is late.; a farewell at the station; arrivals and departures
  crowd-chatter woman-speaking footsteps-hard train-whistle train whistle|accordion / crowd rain / outdoors
an old steam engine
  the museum railway; firing up the locomotive; the pride of the engine driver
  metal-clang fire-crackling train-whistle train church-bell|whistle train-whistle / wind / outdoors
a level crossing
  waiting at the barrier; the gate goes down.; the express rushes through.
  vehicle-engine alarm-beep|church-bell train-whistle train bird-chirping vehicle-engine / wind / outdoors
a freight yard
  shunting wagons; the railway workers; nights among the goods wagons
  train-whistle train metal-clang man-speaking whistle train / rain wind / outdoors
a train robbery
  bandits stop the train; the great train robbery; masked men on the roof of the train
  train-whistle horse-neigh train gunshot scream explosion / wind / outdoors
an airport
  off on holiday; waiting at the gate; the flight is delayed.; checking in
  crowd-chatter footsteps-hard woman-speaking alarm-beep airplane baby-cry|cough / crowd / room
a flight
  a passenger on a plane; above the clouds; fasten your seat belts.; a long-haul flight
  woman-speaking alarm-beep airplane baby-cry|snoring eating-crunch applause / none / room
an air show
  stunt pilots; jets over the airfield; a day at the airfield
  crowd-chatter man-speaking airplane crowd-cheering helicopter airplane applause / crowd wind / outdoors
a plane crash
  engine failure; an emergency landing; the pilot loses control.
  airplane alarm-beep scream explosion|crash fire-crackling siren helicopter / wind rain / outdoors
a helicopter tour
  over the canyon by helicopter.; a flight over the glacier; the pilot shows us the valley.
  footsteps-gravel helicopter radio-static man-speaking wind helicopter / wind / outdoors
a road trip
  driving across the country; on the road with friends; heading west; packing the car and going
  door-close vehicle-engine laughter radio-static traffic car-horn vehicle-engine / none traffic rain / outdoors
a breakdown on the highway
  the car won't start.; stranded by the roadside; a flat tyre in the rain
  vehicle-engine crash door-close footsteps-gravel telephone-ring traffic vehicle-engine / rain traffic wind / outdoors
a gas station at night
  a stop at the filling station; fuel and coffee; the lonely gas station
  vehicle-engine door-close footsteps-hard crickets alarm-beep door-close vehicle-engine / crickets traffic / outdoors
a motorcycle tour
  bikers on a mountain road; freedom on two wheels; the motorcycle gang
  vehicle-engine wind laughter vehicle-engine rain|thunder footsteps-gravel fire-crackling / wind / outdoors
a driving lesson
  learning to drive; the nervous driving student; a first time behind the wheel
  door-close vehicle-engine man-speaking car-horn scream crash|laughter / traffic rain / outdoors
a truck driver's night
  long haul; a trucker on the road; driving till dawn
  vehicle-engine radio-static rain car-horn traffic snoring bird-chirping / rain traffic / outdoors
a carriage ride
  a coach and four horses; travelling by stagecoach; over the hills by carriage.
  horse-neigh footsteps-gravel whoosh horse-neigh church-bell door-knock|dog-bark / wind rain / outdoors
a harbour at night
  the docks after dark; night in the old port; ships at rest; fog over the harbour
  sea-waves church-bell footsteps-hard car-horn accordion|dog-bark sea-waves / sea wind rain / outdoors
a harbour in the morning
  the fishing boats come in.; morning at the docks; gulls, crates and ropes in the port
  sea-waves duck-goose vehicle-engine man-speaking crash|metal-clang church-bell / sea wind / outdoors
a storm at sea
  a ship in the storm; heavy weather on the ocean; sailors fear for their lives.; the tempest
  wind sea-waves thunder church-bell scream|man-speaking crash rain / sea rain wind / outdoors
a shipwreck
  the ship hits a rock.; abandon ship.; the last hour of the steamer; an iceberg
  sea-waves church-bell crash siren|alarm-beep scream water-splash bubbles / sea wind / outdoors
a desert island
  stranded on an island; the castaway; waiting for a sail on the horizon
  sea-waves footsteps-water wood-chop fire-crackling bird-chirping helicopter|car-horn / sea wind / outdoors
a sailing trip
  sailing along the coast; a day on the yacht; hoisting the sails
  sea-waves wind water-splash whistle|laughter wind eating-crunch sea-waves / sea wind / outdoors
the fisherman's day
  out with the nets; a fisherman at sea; the catch of the day
  vehicle-engine sea-waves water-splash man-speaking duck-goose church-bell / sea wind / outdoors
a whale watching tour
  looking for whales; giants of the sea; a trip to see the whales
  vehicle-engine sea-waves woman-speaking water-splash crowd-cheering sea-waves / sea wind / outdoors
the lighthouse keeper
  a night in the lighthouse; alone with the sea; the keeper of the light
  sea-waves wind footsteps-hard door-open-creak clock-ticking car-horn radio-static|writing / sea wind rain / room
a cruise ship
  a luxury cruise; the captain's dinner; dancing on the upper deck
  car-horn crowd-chatter piano|violin laughter applause sea-waves fireworks / sea crowd / outdoors room
a ferry crossing
  over to the island by ferry.; cars roll aboard.; half an hour across the strait
  vehicle-engine woman-speaking car-horn sea-waves duck-goose crowd-chatter vehicle-engine / sea wind / outdoors
diving under water
  scuba divers under water; underwater among the fish; an underwater adventure; a dive under water to the wreck
  water-splash bubbles metal-clang bubbles sea-waves|whoosh bubbles / none sea / dry / =underwater
a submarine under water
  deep under water in a submarine; an underwater patrol; a submarine dives under water.
  alarm-beep footsteps-hard bubbles man-speaking metal-clang explosion|siren / none / dry / =underwater
a swim in the lake
  cooling off in the lake; jumping from the jetty; a hot day by the lake
  footsteps-grass footsteps-hard water-splash laughter duck-goose water-splash crickets / wind crickets / outdoors
surfers
  waiting for the wave; a surfing lesson; riding big waves
  sea-waves footsteps-water water-splash crowd-cheering sea-waves acoustic-guitar / sea wind / outdoors
a caravan in the desert
  crossing the desert; the oasis; nomads under the stars
  wind footsteps-gravel horse-neigh flute|drums stream fire-crackling / wind / outdoors
a hotel
  checking into a hotel; the night porter; a bad night at the hotel
  telephone-ring footsteps-hard door-open-creak man-speaking snoring door-knock door-close / traffic rain / room
a broken lift
  stuck in the elevator; between two floors; the lift stops.
  footsteps-hard alarm-beep metal-clang scream|cough telephone-ring man-speaking applause / none / room
a polar expedition
  across the ice; the race to the south pole; explorers in the snow
  wind dog-bark footsteps-gravel whistle crash bear-growl gunshot / wind / outdoors
a hot air balloon
  floating over the valley; a balloon flight; up, up and away.
  fire-crackling whoosh wind bird-chirping cow|dog-bark laughter crash / wind / outdoors
a bicycle tour
  cycling through the countryside; two bikes and a map; a day in the saddle
  wind-chime bird-chirping stream dog-bark thunder rain|laughter car-horn / wind / outdoors
an Indian town
  a festival in India; morning by the Ganges; temple bells and elephants
  church-bell|singing-bowl elephant drums crowd-chatter flute car-horn fireworks / crowd traffic / outdoors
a temple in Japan
  a zen garden; a monk's morning; tea and silence; the bamboo grove
  singing-bowl footsteps-gravel stream wind-chime flute rustling-leaves singing-bowl / wind rain / outdoors
an evening in Spain
  a night in Seville; guitars under the orange trees; the plaza in the evening
  church-bell crowd-chatter acoustic-guitar applause laughter fireworks|crickets / crowd crickets / outdoors
a gondola in Venice
  a day in Venice; canals and bridges; the singing gondolier
  water-splash church-bell accordion|violin crowd-chatter duck-goose laughter / sea crowd / outdoors
the Scottish highlands
  a day in the highlands; mist over the loch; the glen and the old stones
  wind sheep stream footsteps-grass accordion|flute thunder / wind rain / outdoors
a lonely road
  hitchhiking; walking home along the road; thumbs up and no car stops.
  footsteps-gravel crickets vehicle-engine dog-bark vehicle-engine door-close / crickets wind rain / outdoors
"""
