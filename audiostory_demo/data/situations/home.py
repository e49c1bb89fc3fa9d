"""Home, kitchen, family, bedtime and garden. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a morning in the kitchen
  breakfast time; waking up and making coffee; breakfast with the family; the kitchen at seven in the morning
  alarm-beep footsteps-hard door-open-creak bubbles eating-crunch woman-speaking|man-speaking / rain traffic / room
waking up
  getting out of bed; a slow start to the day; the alarm clock and a tired man; monday morning
  snoring alarm-beep|rooster footsteps-hard stream door-close vehicle-engine / rain / room
late for work
  oversleeping; in a hurry in the morning; he missed the alarm.; running for the bus
  snoring alarm-beep scream footsteps-hard door-close vehicle-engine|traffic car-horn / traffic / room
cooking dinner
  a cook in the kitchen; making soup; preparing a meal; an evening at the stove
  stream wood-chop bubbles fire-crackling metal-clang alarm-beep eating-crunch / none rain / room
a dinner that goes wrong
  the burnt roast; chaos in the kitchen; the cook has a bad day.
  bubbles fire-crackling alarm-beep scream metal-clang glass-breaking laughter / none / room
washing the dishes
  doing the dishes; after dinner at the sink; cleaning up the kitchen
  stream metal-clang bubbles|water-splash glass-breaking man-speaking laughter / rain / room
a dinner with guests
  friends come for dinner.; inviting the neighbours; a dinner party
  door-knock door-open-creak crowd-chatter eating-crunch laughter piano|acoustic-guitar door-close / none rain / room
a family Sunday
  sunday at home with the kids; a lazy sunday; a family morning
  church-bell laughter eating-crunch dog-bark piano|acoustic-guitar snoring / none / room
a night with a newborn
  the baby won't sleep.; new parents at night; a sleepless night with the baby
  clock-ticking baby-cry footsteps-hard woman-speaking music-box snoring / rain / room
putting the children to bed
  bedtime; a bedtime story; good night, little one.; tucking in the kids
  laughter footsteps-hard woman-speaking music-box door-close snoring / rain crickets / room
a nursery
  the children's room; a toddler's playtime; toys everywhere in the nursery
  laughter music-box crash baby-cry woman-speaking drums / none / room
a nap on the couch
  grandpa takes a nap.; an afternoon nap; dozing after lunch
  clock-ticking snoring cat-meow|dog-bark telephone-ring snoring laughter / rain none / room
insomnia
  a sleepless night; lying awake; three in the morning and wide awake
  clock-ticking dog-bark|cat-meow siren footsteps-hard stream snoring / rain traffic / room
noisy neighbours
  the people upstairs; no peace in this building; thin walls
  footsteps-hard drums|trumpet laughter door-knock man-speaking door-close / traffic / room
moving house
  moving day; a new flat; carrying boxes up the stairs; the removal men
  vehicle-engine door-open-creak footsteps-hard crash glass-breaking man-speaking door-close / traffic / room outdoors
a new puppy
  the puppy's first day; a young dog in the house; teaching the puppy
  door-open-creak dog-bark laughter footsteps-grass|footsteps-hard whistle dog-bark snoring / none / room
the cat and the goldfish
  a cat makes trouble.; the naughty cat; what the cat did while we were out
  clock-ticking cat-meow bubbles water-splash glass-breaking cat-meow / none rain / room
cats and dogs
  the dog chases the cat.; a quarrel between pets; pets gone wild
  cat-meow dog-bark footsteps-hard crash cat-meow woman-speaking / none / room
a letter to a friend
  writing a letter; a poet at the desk; a love letter; a diary at night
  clock-ticking writing fire-crackling|rain writing footsteps-hard door-close / rain wind / room
an evening by the fireplace
  a cosy winter evening; hot chocolate by the fire; grandma knits by the hearth.
  wind fire-crackling clock-ticking cat-meow woman-speaking snoring / wind rain / room
grandma's story
  story time with grandma; listening to an old tale; a tale from the old days
  fire-crackling clock-ticking woman-speaking wolf-howl|owl laughter snoring / none wind / room
the visit of an old friend
  a surprise visitor; someone is at the door.; an unexpected guest
  clock-ticking door-knock footsteps-hard door-open-creak laughter man-speaking|woman-speaking / rain / room
a phone call at midnight
  a call in the night; who calls so late.; bad news on the line
  clock-ticking snoring telephone-ring footsteps-hard man-speaking|woman-speaking scream / rain / room
home with a cold
  sick in bed; a day with the flu; a bad cold; tea and tissues
  sneeze cough clock-ticking bubbles sneeze snoring / rain / room
hay fever
  pollen season; allergic to spring; a sneezing gardener
  bird-chirping footsteps-grass sneeze dog-bark sneeze laughter / none wind / outdoors
spring cleaning
  cleaning the house; tidying up; the big clean-up
  door-open-creak water-splash|stream radio-static whoosh glass-breaking woman-speaking door-close / none / room
doing the laundry
  washing day; hanging up the wet clothes; clean sheets in the breeze
  stream bubbles water-splash wind footsteps-grass bird-chirping / wind / outdoors room
a bath
  taking a bath; bath night; the kids in the tub
  stream bubbles water-splash laughter whistle door-close / none rain / room
gardening
  an hour in the garden; planting roses; a gardener's morning; working in the vegetable patch
  bird-chirping footsteps-grass stream rustling-leaves whistle wind-chime / wind / outdoors
the neighbour's hedge
  trimming the hedge; a noisy saturday in the suburbs; garden machines everywhere
  bird-chirping chainsaw rustling-leaves dog-bark car-horn|man-speaking chainsaw / none / outdoors
a picnic in the garden
  tea on the lawn; a garden party; lunch under the apple tree
  bird-chirping footsteps-grass crowd-chatter eating-crunch laughter accordion|acoustic-guitar / none wind / outdoors
a terrace in the breeze
  sitting on the porch; a quiet porch; an evening on the veranda
  wind-chime wind crickets acoustic-guitar|flute eating-crunch owl / crickets wind / outdoors
a tree house
  building a tree house; children in the old oak; a secret hideout
  bird-chirping sawing metal-clang wood-chop laughter rustling-leaves crash|applause / wind / outdoors
the attic
  treasures in the attic; grandmother's old things; a forgotten trunk under the roof
  door-open-creak footsteps-hard sneeze music-box clock-ticking radio-static|whoosh / rain wind / room
a power cut
  the lights go out.; no electricity; candles instead of lamps
  thunder|crash alarm-beep footsteps-hard scream fire-crackling laughter / rain wind / room
a burst pipe
  the plumber comes.; water in the cellar; a leak in the bathroom
  water-splash stream footsteps-water telephone-ring vehicle-engine door-knock metal-clang / none / room
burglars
  a thief in the night; the burglary; someone is breaking in.; home alone and a noise downstairs
  clock-ticking glass-breaking footsteps-hard door-open-creak dog-bark alarm-beep siren / rain wind / room
the piano in the flat below
  practising scales; a piano lesson; the music teacher's visit
  door-knock door-open-creak footsteps-hard piano woman-speaking piano applause / rain / room
learning an instrument
  the child who practises all day; a beginner's music lesson; it will sound better one day.
  violin|trumpet|flute cough violin|trumpet|flute laughter door-close / none / room
an afternoon of computer games
  a gamer's afternoon; playing games all day; one more level
  typing gunshot|sword-clash explosion eating-crunch laughter scream / none / room
a film on the sofa
  movie night; watching an old western; popcorn and a film
  eating-crunch trumpet|drums gunshot horse-neigh laughter snoring / none / room
new furniture
  putting up a shelf; assembling a wardrobe; a do-it-yourself disaster
  sawing metal-clang wood-chop crash man-speaking laughter / none / room
leaving home
  saying goodbye; the last look at the old house; off to a new life
  clock-ticking footsteps-hard woman-speaking door-close footsteps-gravel vehicle-engine / rain / room outdoors
meditation at home
  a quiet hour; breathing exercises; finding inner peace; yoga on the mat
  singing-bowl stream|sea-waves wind-chime singing-bowl bird-chirping flute / none rain / room
"""
