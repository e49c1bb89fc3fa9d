"""City, shops, school, office, hospital and emergencies. See `audiostory_demo.data.situations` for the format."""

TABLE = """
a city morning
  the city wakes up.; morning in the big city; downtown at eight; a busy morning
  alarm-beep footsteps-hard traffic car-horn crowd-chatter siren|church-bell / traffic rain / outdoors
rush hour
  stuck in traffic; a traffic jam; everybody drives home at once.; bumper to bumper
  traffic car-horn vehicle-engine siren car-horn radio-static|helicopter / traffic rain / outdoors
a city at night
  downtown after midnight; night falls on the city.; empty streets; neon lights and wet streets
  footsteps-hard traffic siren dog-bark|cat-meow laughter helicopter / traffic rain / outdoors
a dark alley
  followed through the alley; the shortcut behind the bar; steps in a dark lane
  footsteps-hard cat-meow crash footsteps-hard scream siren / rain traffic / outdoors
a taxi ride
  taking a cab; a taxi across town; the talkative taxi driver
  whistle door-close vehicle-engine man-speaking car-horn traffic door-close / traffic rain / outdoors
catching the bus
  at the bus stop; the school bus; the number nine is late.
  traffic footsteps-hard whistle vehicle-engine crowd-chatter vehicle-engine / rain traffic / outdoors
the subway
  taking the metro; underground in the morning; a tube station
  footsteps-hard crowd-chatter woman-speaking train alarm-beep|accordion train / crowd / room
a street musician
  a busker in the old town; music on the corner; coins in a hat
  footsteps-hard traffic accordion|violin|acoustic-guitar applause metal-clang whistle / crowd traffic / outdoors
a park in the city
  sunday in the park; the park at noon; an hour on a bench; jogging in the park
  bird-chirping footsteps-gravel dog-bark duck-goose laughter acoustic-guitar|whistle / traffic wind / outdoors
a playground
  children at play; the swings and the slide; after kindergarten
  laughter footsteps-gravel door-open-creak scream|crowd-cheering baby-cry woman-speaking / none traffic / outdoors
a café in Paris
  coffee on the boulevard; breakfast in France; a Paris afternoon
  footsteps-hard accordion crowd-chatter traffic laughter eating-crunch|writing / crowd traffic / outdoors room
a restaurant
  an evening at the restaurant; table for two; a waiter's evening
  door-open-creak crowd-chatter piano|violin eating-crunch glass-breaking|laughter applause / crowd / room
a pub
  a night at the pub; last orders; a round for everybody; friday night in the bar
  door-open-creak crowd-chatter laughter glass-breaking accordion|piano crowd-cheering / crowd / room
a brawl in a bar
  a bar fight; trouble at the counter; the night it got out of hand
  crowd-chatter man-speaking glass-breaking crash scream siren / crowd / room
a bakery at four in the morning
  the baker's early start; fresh bread; baking rolls before sunrise
  alarm-beep door-open-creak fire-crackling metal-clang whistle church-bell eating-crunch / none rain / room
a supermarket
  shopping for groceries; the checkout line; a saturday at the supermarket
  footsteps-hard woman-speaking alarm-beep crowd-chatter baby-cry crash / crowd / room
the hairdresser
  a new haircut; an hour at the barber shop; a shave and a trim
  wind-chime door-open-creak crowd-chatter radio-static|chainsaw whistle laughter door-close / none traffic / room
a library
  silence in the library; studying among old books; the reading room
  footsteps-hard writing cough clock-ticking sneeze|telephone-ring typing / none rain / room
a museum
  a visit to the museum; among statues and paintings; a school class at the museum
  footsteps-hard woman-speaking crowd-chatter cough alarm-beep footsteps-hard / crowd / room
a bank robbery
  the big heist; robbers in masks; hands up, this is a robbery.
  door-open-creak scream gunshot alarm-beep footsteps-hard vehicle-engine siren / traffic / room
a car chase
  the police chase a thief; a wild pursuit; escaping from the police
  vehicle-engine siren car-horn helicopter gunshot crash footsteps-hard / traffic / outdoors
a car accident
  a crash at the crossroads; the accident; a drunk driver
  traffic car-horn crash glass-breaking scream siren man-speaking / traffic rain / outdoors
a house on fire
  the fire brigade; firefighters in action; smoke over the roofs; fire alarm at night
  alarm-beep fire-crackling scream siren glass-breaking water-splash|stream applause / traffic wind / outdoors
an ambulance call
  paramedics on duty; a medical emergency; saving a life
  telephone-ring footsteps-hard siren door-close man-speaking|woman-speaking alarm-beep / traffic rain / outdoors
a police station
  the night shift at the station; an interrogation; an arrest
  telephone-ring typing man-speaking metal-clang door-close footsteps-hard cough|siren / traffic rain / room
a prison break
  escape from jail; the tunnel under the wall; behind bars
  metal-clang footsteps-hard whistle|dog-bark sawing siren dog-bark gunshot helicopter / rain wind / room outdoors
a courtroom
  the trial; the judge speaks.; a verdict is read.
  crowd-chatter door-knock man-speaking writing cough woman-speaking applause / none / room
a hospital ward
  a night at the hospital; the nurse's round; visiting hours
  footsteps-hard alarm-beep cough woman-speaking snoring telephone-ring / none rain / room
a birth
  a child is born.; in the delivery room; welcome to the world.
  footsteps-hard alarm-beep scream woman-speaking baby-cry laughter / none rain / room
the doctor's waiting room
  flu season at the doctor's; waiting for the doctor; everyone is ill.
  clock-ticking cough sneeze baby-cry telephone-ring woman-speaking / none rain / room
at the dentist
  a toothache; the dentist's chair; a filling
  door-open-creak clock-ticking woman-speaking chainsaw scream stream / none / room
the vet
  pets in the waiting room; taking the cat to the vet; a day at the animal clinic
  door-open-creak dog-bark cat-meow telephone-ring woman-speaking cat-meow door-close / none traffic / room
an office day
  a day at the office; nine to five; working in an open-plan office; office life
  footsteps-hard typing telephone-ring woman-speaking cough typing door-close / crowd traffic / room
a deadline
  working late; alone in the office at night; the report must be ready tomorrow.
  clock-ticking typing cough telephone-ring typing snoring / rain traffic / room
a job interview
  nervous before the interview; the first impression; meeting the boss
  clock-ticking footsteps-hard door-knock door-open-creak man-speaking writing laughter / none traffic / room
a business meeting
  a presentation for the boss; the sales team meets.; the quarterly figures
  door-close crowd-chatter woman-speaking typing cough applause / none / room
a newsroom
  breaking news; reporters at work; the paper goes to press.
  telephone-ring typing crowd-chatter man-speaking|woman-speaking footsteps-hard telephone-ring / crowd / room
a computer hacker
  a hacker at night; breaking into the network; code and coffee
  typing bubbles alarm-beep typing siren door-knock footsteps-hard / rain traffic / room
a school morning
  the first day of school; back to class; before the lesson begins.; monday at school
  church-bell crowd-chatter footsteps-hard door-close woman-speaking|man-speaking writing / crowd / room
a maths exam
  the exam; silence and sweat; a test in class
  door-close clock-ticking writing cough sneeze church-bell crowd-cheering / none rain / room
the break bell
  recess; the schoolyard; ten minutes of freedom
  church-bell footsteps-hard crowd-cheering laughter eating-crunch whistle church-bell / crowd / outdoors
a school play
  the theatre group performs.; curtain up.; the pupils on stage
  crowd-chatter trumpet|drums woman-speaking sword-clash laughter applause / crowd / room
a science class
  the chemistry experiment; the professor's demonstration; what happens if we mix these two
  woman-speaking|man-speaking bubbles writing bubbles explosion alarm-beep laughter / none / room
a university lecture
  the sleepy lecture; a professor talks and talks.; students in the last row
  footsteps-hard crowd-chatter man-speaking writing|typing cough snoring applause / none / room
a kindergarten
  a morning with small children; the singing circle; paint, toys and tears
  laughter acoustic-guitar|flute baby-cry woman-speaking drums crash applause / none / room
a church on Sunday
  the sunday service in church; a mass in the church; churchgoers in a village church
  church-bell footsteps-hard organ man-speaking cough organ / none / cathedral / =cathedral
"""
