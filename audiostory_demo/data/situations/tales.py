"""Fairy tales, fantasy, mystery and science fiction. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a dragon above the village
  the dragon; fire from the sky; a knight against a dragon; the dragon slayer
  church-bell wind bear-growl fire-crackling scream sword-clash crowd-cheering / wind / outdoors
a wizard's tower
  the wizard's apprentice; spells and potions; magic lessons
  door-open-creak footsteps-hard bubbles owl whoosh explosion laughter / none wind / room
a witch's hut
  the witch in the woods; a cauldron and a black cat; the witch brews a potion.
  wind door-open-creak cat-meow bubbles laughter fire-crackling whoosh / wind rain / room
an enchanted forest
  fairies in the forest; the magic grove; elves and unicorns
  wind-chime harp flute rustling-leaves horse-neigh whoosh laughter / none wind / outdoors
a fairy tale
  once upon a time.; a princess and a frog; they lived happily ever after.
  music-box|harp woman-speaking frog water-splash trumpet laughter church-bell / none / outdoors
the big bad wolf
  little red riding hood; the wolf and the three little pigs; grandmother, what big teeth you have.
  footsteps-grass bird-chirping wolf-howl pig door-knock scream wood-chop / wind / outdoors
Cinderella
  the ball at the palace; the clock strikes twelve.; a glass slipper
  whoosh horse-neigh violin crowd-chatter church-bell footsteps-hard glass-breaking / none crowd / room
Sleeping Beauty
  a hundred years of sleep; the thorn hedge; waking the princess
  music-box snoring rustling-leaves horse-neigh sword-clash door-open-creak harp / none wind / room
Hansel and Gretel
  the gingerbread house; bread crumbs and an oven; two children and a witch
  footsteps-grass bird-chirping door-knock eating-crunch laughter fire-crackling scream / wind / outdoors
the musicians of Bremen
  a donkey, a dog, a cat and a rooster; four animals become musicians.; robbers flee from the animals.
  horse-neigh dog-bark cat-meow rooster scream laughter / wind / outdoors
the pied piper
  the rat catcher; a piper and the children; the town of the rats
  church-bell crowd-chatter scream flute footsteps-gravel laughter stream / crowd wind / outdoors
the little mermaid
  a mermaid by the rocks; a prince falls into the sea.; a song from the deep
  sea-waves harp water-splash thunder bubbles woman-speaking / sea / outdoors
a giant's kingdom
  up the beanstalk.; the sleeping giant; a giant comes to town.
  rustling-leaves footsteps-hard snoring harp explosion scream crash / wind / outdoors
dwarves in the mountain
  the seven dwarves; miners of the mountain king; dwarves at work
  metal-clang whistle footsteps-gravel metal-clang accordion|drums laughter snoring / none / dry
a troll in a cave
  the cave of the troll; heroes in a goblin cave; the monster's cave
  footsteps-gravel footsteps-water snoring bear-growl sword-clash scream crash / none / cave / =cave
a quest
  heroes set out on an adventure.; a long journey to the mountain of doom; the chosen one
  trumpet horse-neigh footsteps-gravel wind sword-clash fire-crackling owl / wind / outdoors
an elf village
  the home of the elves; songs under silver trees; the elf queen
  harp flute wind-chime stream footsteps-grass woman-speaking / none wind / outdoors
a werewolf
  full moon; the curse of the werewolf; a man becomes a wolf.
  owl clock-ticking|church-bell scream wolf-howl rustling-leaves dog-bark gunshot / wind crickets / outdoors
a vampire
  Dracula's guest; the count wakes up.; garlic and a wooden stake
  wolf-howl horse-neigh door-open-creak footsteps-hard organ laughter scream / wind rain / room
a ghost ship
  the flying dutchman; a ship without a crew; a bell in the fog
  sea-waves wind church-bell door-open-creak footsteps-hard laughter scream / sea wind / outdoors
a séance
  calling the spirits; three knocks on the table; the medium speaks.
  clock-ticking woman-speaking wind door-knock whoosh glass-breaking scream / none wind / room
a nightmare
  a bad dream; running and not moving; waking up in a sweat
  snoring music-box wind footsteps-hard laughter scream alarm-beep / none wind / room
a dream
  a strange dream; floating through clouds; a journey in my sleep
  snoring harp whoosh sea-waves elephant wind-chime alarm-beep / none / dry
a cursed music box
  the music box that plays by itself; a doll with glass eyes; the toy nobody wanted
  footsteps-hard door-open-creak music-box laughter clock-ticking scream glass-breaking / none rain / room
an escape from a monster
  something is hunting us.; the beast is near.; run.
  footsteps-gravel|footsteps-grass bear-growl scream door-close bear-growl crash gunshot / wind rain / outdoors
zombies
  the dead walk.; the last survivors; barricade the doors.
  radio-static siren scream glass-breaking gunshot door-close chainsaw / wind / outdoors
a murder mystery
  who killed the butler.; a detective story; the body in the library
  clock-ticking footsteps-hard gunshot scream telephone-ring siren man-speaking / rain / room
a detective on the trail
  a private eye; the case of the missing diamond; Sherlock Holmes investigates.
  rain footsteps-hard door-knock violin writing gunshot man-speaking / rain traffic / room
a kidnapping
  a ransom call; the missing child; someone took her.
  vehicle-engine scream door-close telephone-ring man-speaking siren helicopter / traffic rain / outdoors
a bomb to defuse
  ten seconds left; the red wire or the blue one; time is running out.
  siren footsteps-hard clock-ticking man-speaking alarm-beep explosion|applause / none traffic / room
a secret agent's mission
  mission impossible; the spy escapes.; licence to kill
  helicopter water-splash footsteps-hard alarm-beep gunshot explosion vehicle-engine / wind sea / outdoors
a superhero in the city
  the superhero; a villain and his robot; someone must save us.
  siren scream whoosh laughter crash explosion crowd-cheering / traffic crowd / outdoors
an alien landing
  they come from outer space.; a flying saucer in the corn; first contact
  crickets dog-bark radio-static whoosh singing-bowl scream helicopter / crickets wind / outdoors
a spaceship in trouble
  lost in space; alarm on the space station; the captain's log; the engine fails.
  alarm-beep man-speaking radio-static explosion siren footsteps-hard whoosh / none / room
a rocket launch
  countdown; to the moon.; the astronauts are ready.
  radio-static man-speaking alarm-beep explosion airplane|whoosh crowd-cheering applause / crowd wind / outdoors
a space battle
  star fighters; lasers and starships; the rebels attack.
  siren whoosh airplane explosion radio-static whoosh explosion / none / room
a robot factory
  the robots wake up.; machines take over.; the android
  alarm-beep metal-clang typing vehicle-engine radio-static crash laughter / none / room
a time machine
  travelling through time; back to the past; a professor and his time machine
  clock-ticking typing alarm-beep whoosh horse-neigh sword-clash explosion / none / room
the end of the world
  the last day; a meteor is coming.; after the apocalypse
  radio-static siren thunder explosion scream church-bell wind / wind / outdoors
life on another planet
  explorers on a strange planet; a walk on Mars; creatures nobody has seen
  whoosh footsteps-gravel wind radio-static bubbles frog|big-cat-roar scream / wind / outdoors
an underwater kingdom
  an underwater palace; the city under water; a mermaid's underwater feast
  bubbles harp bubbles trumpet|drums water-splash laughter / none sea / dry / =underwater
Santa's sleigh
  reindeer in the sky; presents down the chimney; elves pack the sleigh.
  metal-clang wind-chime laughter whoosh footsteps-hard cough|eating-crunch clock-ticking snoring / wind / outdoors
a treasure hunt
  following the map; riddles and hidden gold; the lost treasure
  writing footsteps-gravel owl|bird-chirping stream metal-clang door-open-creak crowd-cheering / wind / outdoors
King Arthur
  the sword in the stone; knights of the round table; Camelot
  trumpet crowd-chatter sword-clash|metal-clang crowd-cheering harp horse-neigh / crowd wind / outdoors
a haunted forest
  spirits among the trees; whispers in the dark woods; nobody comes back from there.
  wind owl rustling-leaves wolf-howl laughter footsteps-grass scream / wind / outdoors
the sandman
  someone brings dreams.; the sleepy town; dream dust
  music-box footsteps-hard wind-chime woman-speaking snoring owl / none crickets / room
"""
