"""The past: knights, wars, westerns and pirates. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a knights' tournament
  jousting; knights before the king; a day at the tournament; the black knight
  trumpet crowd-cheering horse-neigh crash sword-clash applause / crowd wind / outdoors
a medieval village
  life in the middle ages; a village a thousand years ago; peasants and lords
  rooster church-bell metal-clang pig|goat wood-chop crowd-chatter horse-neigh / none wind / outdoors
a royal feast
  a banquet at court; the king's dinner; music and roast boar in the great hall
  trumpet crowd-chatter harp|flute eating-crunch laughter man-speaking applause / crowd / room
the coronation
  a king is crowned.; long live the queen.; the new king
  church-bell trumpet footsteps-hard organ man-speaking crowd-cheering / none crowd / room
a coronation in the cathedral
  the queen is crowned in a cathedral.; a royal wedding in the cathedral; kings and bishops in the cathedral
  church-bell trumpet footsteps-hard organ man-speaking crowd-cheering / none crowd / cathedral / =cathedral
a duel at sunrise
  pistols at dawn; a matter of honour; twenty paces
  bird-chirping footsteps-grass man-speaking gunshot scream horse-neigh / wind / outdoors
a duel of swordsmen
  two musketeers; crossing blades; the masked swordsman
  footsteps-hard man-speaking sword-clash laughter sword-clash scream crash / none rain / room outdoors
a battle of knights
  the battlefield; two armies meet.; the charge of the knights
  drums trumpet horse-neigh crowd-cheering sword-clash scream wind / wind rain / outdoors
Vikings
  a viking raid; the longships land.; warriors from the north
  sea-waves drums crowd-cheering footsteps-water sword-clash fire-crackling scream / sea wind / outdoors
a Roman arena
  gladiators; the emperor's games; bread and circuses
  trumpet crowd-cheering big-cat-roar sword-clash scream crowd-cheering / crowd / outdoors
a Roman legion
  legionaries on the march; the legion crosses the Alps.; left, right, left, right.
  trumpet|drums footsteps-gravel horse-neigh elephant man-speaking sword-clash / wind / outdoors
ancient Egypt
  building the pyramids; the pharaoh's barge; along the Nile
  drums stream|water-splash metal-clang whoosh man-speaking harp|flute frog / wind / outdoors
a Stone Age camp
  cavemen; the discovery of fire; the mammoth hunters; people of the ice age
  wind metal-clang fire-crackling elephant whoosh crowd-cheering drums / wind / outdoors
cavemen in their cave
  a stone age cave; a family in the cave ten thousand years ago; the bear in the cave
  footsteps-gravel metal-clang fire-crackling baby-cry bear-growl scream drums / none / cave / =cave
dinosaurs
  in the age of dinosaurs; a hungry dinosaur; a hundred million years ago
  rustling-leaves waterfall bird-chirping bear-growl|big-cat-roar footsteps-water scream|crash thunder / wind / outdoors
a monastery
  monks and manuscripts; the scribe; a quiet life of prayer
  church-bell footsteps-hard writing cough organ|man-speaking fire-crackling door-close / none wind / room
the plague
  a city in fear; bring out your dead.; the doctor with the beak
  church-bell cough door-knock door-open-creak footsteps-hard scream fire-crackling / wind / outdoors
the French Revolution
  to the barricades; the people rise.; liberty
  crowd-chatter drums man-speaking crowd-cheering gunshot explosion church-bell / crowd / outdoors
the town crier
  hear ye.; news in the old town; a proclamation
  church-bell footsteps-hard wind-chime|drums man-speaking crowd-chatter horse-neigh / crowd / outdoors
an inn on the old road
  travellers at the inn; a night at the tavern; the innkeeper's welcome
  horse-neigh door-knock door-open-creak fire-crackling crowd-chatter eating-crunch snoring / wind rain / room
highwaymen
  robbers in the forest; your money or your life.; the coach is held up.
  horse-neigh owl gunshot scream man-speaking horse-neigh footsteps-gravel / wind rain / outdoors
Robin Hood
  outlaws of the forest; stealing from the rich; the merry men
  bird-chirping rustling-leaves whistle whoosh sword-clash laughter fire-crackling / wind / outdoors
pirates and their treasure
  the treasure island; digging for gold on an island; x marks the spot.
  sea-waves footsteps-water footsteps-gravel metal-clang door-open-creak laughter gunshot / sea wind / outdoors
a pirate tavern
  rum and songs; sailors ashore; the pirates celebrate.
  door-open-creak crowd-chatter accordion|violin laughter glass-breaking sword-clash gunshot / sea crowd / room
a pirate captain at the helm
  setting sail; life of a pirate; all hands on deck.
  church-bell man-speaking wind sea-waves accordion laughter|whistle / sea wind / outdoors
the discovery of America
  land ho.; Columbus and his ships; a long voyage into the unknown
  sea-waves door-open-creak|wind writing bird-chirping crowd-cheering church-bell footsteps-water / sea wind / outdoors
a whaling ship
  hunting the white whale; the harpooner; Moby Dick
  sea-waves wind man-speaking whoosh water-splash scream crash / sea wind / outdoors
a Western town
  the wild west; a stranger rides into town.; high noon; cowboys
  wind church-bell horse-neigh footsteps-hard door-open-creak gunshot / wind / outdoors
a saloon
  the saloon on a saturday night; cards, whisky and a piano; poker with a cheater
  door-open-creak piano crowd-chatter glass-breaking gunshot scream horse-neigh / crowd / room
a cattle drive
  cowboys and cattle; the long trail; round up the herd.
  horse-neigh cow whistle dog-bark thunder cow fire-crackling / wind / outdoors
a cowboy's night
  a cowboy by the fire; alone on the prairie; sleeping under the stars
  horse-neigh fire-crackling acoustic-guitar|flute wolf-howl crickets snoring / crickets wind / outdoors
a gunfight
  the shoot-out; the sheriff against the outlaws; draw.
  footsteps-gravel horse-neigh clock-ticking|church-bell gunshot glass-breaking gunshot scream / wind / outdoors
the cavalry
  soldiers on horseback; the bugle sounds the charge; help is coming.
  trumpet horse-neigh drums gunshot crowd-cheering horse-neigh / wind / outdoors
a native American camp
  tepees by the river; the chief speaks.; drums on the prairie
  stream drums fire-crackling flute man-speaking horse-neigh wolf-howl / wind crickets / outdoors
the trenches
  a soldier in the first world war; over the top.; no man's land
  rain footsteps-water cough whistle gunshot explosion scream / rain wind / outdoors
an air raid
  bombs on the city; sirens in the night; down to the shelter; the bombers come.
  siren airplane explosion fire-crackling scream baby-cry siren / none wind / outdoors room
a tank battle
  the front line; tanks roll over the hill.; armoured attack
  vehicle-engine radio-static explosion gunshot helicopter fire-crackling / wind / outdoors
a soldier's letter home
  far from home; a letter from the front; waiting for peace
  wind writing explosion cough|trumpet writing rain / rain wind / outdoors room
the end of the war
  peace at last; the soldiers come home.; victory day
  church-bell radio-static crowd-cheering accordion|trumpet laughter train-whistle fireworks / crowd / outdoors
a spy in Berlin
  the cold war; a secret agent; codes, coats and cigarettes
  footsteps-hard telephone-ring radio-static typing door-knock gunshot vehicle-engine / rain traffic / room
a military camp
  boot camp; the recruits; up at five; the sergeant shouts.
  trumpet man-speaking footsteps-gravel|footsteps-hard whistle gunshot helicopter / wind / outdoors
the roaring twenties
  a speakeasy; gangsters and jazz; Chicago 1928
  door-knock piano|trumpet crowd-chatter laughter vehicle-engine gunshot siren / crowd rain / room
the first flight
  the Wright brothers; a flying machine; the first pilot
  crowd-chatter metal-clang vehicle-engine airplane wind crash crowd-cheering / wind / outdoors
a Victorian street
  London in the fog; gaslight and cobblestones; a walk with Charles Dickens
  church-bell footsteps-hard horse-neigh crowd-chatter cough whistle violin|organ / rain crowd / outdoors
the first telephone
  Mr Bell's invention; the first phone call; a voice in the wire
  metal-clang writing telephone-ring radio-static man-speaking applause / none / room
"""
