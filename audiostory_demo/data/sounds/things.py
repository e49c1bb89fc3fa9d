"""Words for doors, tools, vehicles and other things. The format is explained in `audiostory_demo.data.sounds`."""

TABLE = """
airplane event 4-8
  nouns: an airplane; a plane; a jet; an aeroplane; a passing plane; a jet taking off; a propeller plane; planes; a
    fighter jet; an aircraft; a plane flying over; a jet engine; an airliner; a plane taking off; a small plane; a jet
    plane flying over
  captions: A plane flies over; A jet takes off; A jet plane roars past; A propeller plane takes off; An airplane passes
    overhead; A fighter jet roars past; A small plane is flying; A passenger jet flies by; An aircraft engine roars; A
    plane is landing; A propeller engine runs; A large airplane takes off; A jet flies low; An airplane flies past
  phrases: a plane *flies over; a jet *takes off; an airplane *passes overhead; a fighter jet *roars past; the plane
    *lands; a small plane *circles above; the aircraft *starts its engines; a jet *thunders by; a propeller plane *takes
    off; an airliner *flies by

alarm-beep event 2-5
  nouns: an alarm; an alarm clock; beeping; a beep; a beeping alarm; a car alarm; beeps; a beeping device; a reversing
    truck; a smoke alarm; an electronic beep; a microwave beep; a timer; a heart monitor; a beeping machine; a fire
    alarm; a beeping alarm clock
  captions: An alarm beeps; An alarm clock beeps; An electronic device beeps; An alarm rings; A truck beeps while
    reversing; A car alarm goes off; A smoke alarm beeps; A monitor beeps; A machine is beeping; A timer beeps; A shrill
    alarm sounds; A warning signal beeps; An alarm clock goes off; A small device beeps; A loud alarm beeps
  phrases: an alarm *goes off; the alarm clock *beeps; a timer *beeps; the alarm *sounds; a machine *beeps; a car alarm
    *goes off; a truck *backs up and *beeps; the smoke alarm *beeps; the microwave *beeps; a monitor *starts beeping;
    the alarm clock *rings; a loud alarm *starts

car-horn event 2-4
  nouns: a car horn; honking; a horn; a honking car; a car honking; cars honking; a truck horn; an air horn; honks; a
    taxi honking; beep beep; an angry driver; a blaring horn; a ship's horn; a foghorn; an impatient car horn
  captions: A car horn honks; A car honks its horn; A vehicle horn blares; A loud air horn blasts; A driver honks; A car
    honks twice; A truck blows its horn; A taxi honks; Cars are honking; A horn blares; An impatient driver honks; A
    short honk; A car horn blares loudly; A loud car horn honks
  phrases: a car *honks; a driver *leans on the horn; a taxi *honks; a horn *blares; someone *honks; cars *honk; a truck
    *blows its horn; an angry driver *honks twice; the bus *honks; an impatient car *hoots

chainsaw texture 4-8
  nouns: a chainsaw; a chain saw; a running chainsaw; a buzzing chainsaw; a chainsaw cutting; a lumberjack's chainsaw; a
    power saw; a chainsaw revving; chainsaws; a motor saw; a hedge trimmer; a loud running chainsaw
  captions: A chainsaw runs; A chainsaw buzzes loudly; A chainsaw is running; A chainsaw revs; A chainsaw cuts through a
    tree; A chainsaw starts up; Someone uses a chainsaw; A chainsaw roars; A chainsaw cuts wood; The buzz of a chainsaw;
    A lumberjack's chainsaw buzzes; A chainsaw idles and revs; A loud chainsaw runs
  phrases: a chainsaw *buzzes; a chainsaw *starts; someone *starts a chainsaw; a lumberjack *revs the chainsaw; a
    chainsaw *roars; someone *cuts down a tree with a chainsaw; the chainsaw *runs; a power saw *screams; workers *use a
    chainsaw; a loud chainsaw *starts up

clock-ticking texture 3-8
  nouns: a clock; a ticking clock; ticking; a clock ticking; a wall clock; a grandfather clock; tick tock; a watch; a
    wrist watch; a time bomb; a stopwatch; a pendulum clock; clocks; an old clock; an old ticking clock
  captions: A clock ticks; A clock is ticking; A clock ticks steadily; The tick-tock of a clock; A wall clock ticks; A
    wrist watch ticks quickly; A grandfather clock ticks slowly; A small clock ticks; An old clock ticks away; A pocket
    watch ticks; A stopwatch ticks; The pendulum of a clock swings; Time ticks by; An old wall clock is ticking
  phrases: a clock *ticks; the clock *ticks on; a watch *ticks; the old clock *ticks away; the grandfather clock *ticks
    slowly; time *ticks by; a bomb *ticks; the clock on the wall *ticks; a stopwatch *starts; an old clock *ticks

crash event 2-4
  nouns: a crash; a car crash; a collision; an accident; something crashing; a loud crash; a car accident; a smash;
    something falling over; a heavy impact; a shelf falling; a bang and a crash; a big loud crash
  captions: A loud crash; Something crashes loudly; A car crashes; A vehicle is hit with a crash; Two cars collide; A
    heavy crash; Something heavy falls over; A big collision; Things crash to the floor; A sudden crash; A shelf crashes
    down; The crash of a collision; A car hits something; Something heavy crashes
  phrases: something *crashes; two cars *collide; there *is a loud crash; a car *crashes; a shelf *falls over;
    everything *comes crashing down; a car *hits a wall; something heavy *falls; the cart *tips over; someone *drops
    everything; something *crashes loudly

door-close event 2-4
  nouns: a door closing; a slamming door; a door slam; a closing door; a car door; a door shutting; a door being closed;
    a slammed door; a gate closing; a window closing; a shutting gate; the door falling shut; a heavy door slamming
  captions: A door closes; A door slams; A door slams shut; A car door closes; A gate is closed; A heavy door shuts; A
    door shuts with a thud; A window is closed; Someone shuts a door; A steel door closes; A cabinet door is shut; A
    door falls shut; Someone slams a door; A heavy door slams shut
  phrases: a door *closes; a door *slams; someone *shuts the door; the door *falls shut; a car door *slams; someone
    *closes the gate; the gate *clangs shut; someone *slams the door; someone *closes the window; the heavy door *shuts;
    someone *goes out and *shuts the door; a heavy door *closes

door-knock event 2-4
  nouns: a knock at the door; knocking; a door knock; someone knocking; a knock; knock knock; knocks; someone knocking
    on the door; banging on the door; a visitor at the door; someone at the door; a loud knock on a door
  captions: Someone knocks on a door; A knock at the door; Someone bangs on a door; Someone knocks heavily; Three knocks
    on a door; Knocking on a wooden door; A fist pounds on a door; A gentle knock; Someone is knocking; A visitor
    knocks; Loud knocks on a door; A quick knock on wood; Someone knocks loudly on a door
  phrases: someone *knocks; someone *knocks at the door; there *is a knock at the door; a visitor *knocks; someone
    *bangs on the door; a stranger *knocks three times; a fist *pounds on the door; the postman *knocks; the police
    *knock; someone *taps on the door; someone *knocks on the door

door-open-creak event 2-4
  nouns: a creaking door; a door opening; a creaky door; a door creaking open; an opening door; a squeaky door; a door;
    a creak; a gate opening; a squeaking hinge; creaking wood; a rusty gate; a creaking floor; a door being opened; an
    old door creaking
  captions: A door creaks open; A door opens; A hinge creaks; A wooden door creaks; A gate opens with a squeak; An old
    door squeaks; A heavy door is opened; Wood creaks; A rusty gate creaks; Someone opens a creaky door; A steel door
    opens; A door opens slowly; A cabinet door is opened; An old wooden door creaks
  phrases: a door *creaks; a door *opens; the door *creaks open; someone *opens the door; the gate *squeaks; a rusty
    hinge *creaks; someone *opens the old gate; the heavy door *swings open; the floor *creaks; someone *comes in
    through the door; an old door *creaks open

explosion event 2-5
  nouns: an explosion; explosions; a bomb; a blast; a loud explosion; an exploding bomb; a detonation; a cannon;
    cannons; cannon fire; a boom; a grenade; dynamite; a big bang; artillery; a big bomb blast
  captions: An explosion booms; Something explodes; A loud explosion; A bomb explodes; A distant explosion rumbles; A
    big blast; A cannon fires; Dynamite explodes; A huge explosion; An explosion shakes the ground; A grenade goes off;
    A deep explosion; The boom of a blast; Something blows up; A huge bomb goes off
  phrases: something *explodes; a bomb *goes off; there *is an explosion; an explosion *shakes the ground; a cannon
    *fires; the cannons *boom; dynamite *blows up the rock; a huge blast *follows; everything *blows up; a grenade
    *explodes; the engine *explodes; a big explosion *booms

fireworks event 3-7
  nouns: fireworks; firecrackers; a firework; a fireworks display; firework rockets; exploding fireworks; a firecracker;
    New Year's fireworks; bangers; a firework show; fireworks going off; a few loud fireworks
  captions: Fireworks go off; Fireworks crackle and boom; A firecracker explodes; A firework bursts in the sky;
    Fireworks are exploding; Firework rockets bang; A fireworks display; Many fireworks pop and crackle; Firecrackers go
    off; A big firework bursts; Colourful fireworks burst; Fireworks bang and fizz; Fireworks burst loudly
  phrases: fireworks *go off; fireworks *burst in the sky; a firework *explodes; someone *lights a firecracker; the
    fireworks *begin; rockets *fly up and *burst; fireworks *light up the sky; firecrackers *bang; the display *starts;
    loud fireworks *go off

glass-breaking event 2-4
  nouns: breaking glass; glass breaking; a broken window; shattering glass; a breaking window; a smashed bottle;
    smashing glass; a window smashing; broken glass; a glass falling; a vase shattering; a window being smashed; a
    shattering bottle
  captions: Glass breaks; Glass shatters; A window is smashed; A glass breaks on the floor; A bottle shatters; A vase
    falls and breaks; Glass is breaking; Something made of glass shatters; A window breaks; A glass falls and shatters;
    The crash of breaking glass; A pane of glass breaks; A bottle is smashed; Glass smashes into pieces
  phrases: glass *breaks; a window *shatters; someone *smashes a window; a bottle *breaks; a glass *falls and *shatters;
    someone *drops a glass; a vase *breaks; the window *is smashed; a stone *breaks the window; glass *shatters on the
    floor; someone *breaks a glass

gunshot event 2-4
  nouns: a gunshot; gunshots; a gun; a shot; shots; gunfire; a rifle shot; a pistol; a shooting; a machine gun; a
    gunfight; a starting pistol; a hunter's shot; a shotgun; a firing gun; a fired rifle; a few shots from a gun
  captions: A gun is fired; A gunshot; A rifle shot rings out; A pistol is fired; A shotgun is fired; Shots are fired;
    Gunfire is heard; A machine gun fires; Several gunshots; A hunter shoots a rifle; A single shot rings out; Someone
    fires a gun; A gun fires twice; A rifle is fired; Someone fires several shots
  phrases: a shot *rings out; someone *fires a gun; a gun *goes off; shots *are fired; a hunter *shoots; a rifle
    *cracks; the bandits *open fire; a machine gun *rattles; someone *pulls the trigger; the sheriff *shoots; soldiers
    *fire; a pistol *is fired; someone *fires a shot

helicopter texture 4-8
  nouns: a helicopter; a chopper; helicopters; a flying helicopter; a rescue helicopter; a helicopter passing; rotor
    blades; a hovering helicopter; a police helicopter; a helicopter overhead; a helicopter landing; a chopper flying
    over
  captions: A helicopter flies; A helicopter passes by; A helicopter hovers; A helicopter is flying overhead; Rotor
    blades spin; A rescue helicopter arrives; A helicopter takes off; A chopper flies past; A helicopter circles; A
    helicopter lands; A military helicopter flies low; The rotor of a helicopter beats; A helicopter flies overhead
  phrases: a helicopter *flies over; a helicopter *hovers; a chopper *circles; the rescue helicopter *arrives; a
    helicopter *lands; a police helicopter *passes; the helicopter *takes off; rotor blades *beat the air; help *arrives
    by helicopter; a helicopter *flies past

metal-clang event 2-4
  nouns: clanging metal; a metal clang; a hammer; metal; a pickaxe; an anvil; a hammer on metal; metal hitting metal; a
    falling pan; pots and pans; hammering; a dropped spanner; chains rattling; a chisel; a metal bang; a clanging pipe;
    hammering on metal
  captions: Metal clangs; Metal hits metal; A hammer strikes an anvil; A pickaxe hits rock; A metal object crashes down;
    A pan falls with a clang; Someone hammers on metal; A chisel strikes stone; Metal is struck; A metal pipe clangs;
    Pots and pans clatter; The clang of metal; A pickaxe strikes stone; A heavy metal object clangs
  phrases: metal *clangs; a hammer *strikes the anvil; someone *hammers; someone *drops a pan; the smith *hammers the
    iron; a miner *swings his pickaxe; pots and pans *clatter; a metal bar *falls down; someone *bangs on a pipe; a
    chisel *strikes the stone; chains *rattle; a spanner *clatters to the ground; metal *hits metal

radio-static texture 3-7
  nouns: radio static; static; white noise; a hissing radio; a crackling radio; radio noise; static noise; an untuned
    radio; a walkie-talkie; radio interference; a crackle of static; hiss; a television with no signal; a crackling
    record; a hissing untuned radio
  captions: Radio static hisses; Static crackles; An untuned radio hisses; Radio noise; White noise hisses; A radio
    crackles; Static on the radio; A radio searches for a station; Interference crackles; Old film static crackles; A
    burst of static; The hiss of static; A receiver hisses; An old receiver crackles with static
  phrases: the radio *hisses; static *crackles; the radio *loses the signal; someone *tunes the radio; a radio
    *crackles; the walkie-talkie *crackles; white noise *fills the air; the screen *shows only static; the signal *turns
    to noise; a radio *hisses with static

sawing event 3-6
  nouns: sawing; a saw; a hand saw; someone sawing; sawing wood; a carpenter sawing; a saw cutting wood; a handsaw; a
    circular saw; a wood saw; a saw going back and forth; someone sawing a plank
  captions: Someone saws wood; A saw cuts through wood; A hand saw moves back and forth; Sawing of wood; A carpenter
    saws a board; A circular saw cuts a board; Someone is sawing; A plank is sawed; The rasp of a saw; A saw rasps
    through a log; A handsaw cuts wood; Wood is being sawed; Someone saws a plank
  phrases: someone *saws wood; someone *saws a board; a carpenter *saws; a saw *cuts through a plank; the saw *goes back
    and forth; someone *is sawing; a saw *rasps; the workers *saw planks; someone *cuts a log with a saw; someone *saws
    a plank

siren texture 4-8
  nouns: a siren; sirens; a police siren; an ambulance; a fire engine; police; a police car; an ambulance siren; a
    wailing siren; a fire truck; an emergency siren; an air raid siren; a siren wailing; emergency vehicles; a wailing
    police car
  captions: A siren wails; A police siren wails; An emergency siren blares; A siren goes off; An ambulance passes; A
    siren is wailing; Police sirens howl; A fire engine comes with its siren on; The wail of a siren; A siren rises and
    falls; An ambulance siren blares; A loud siren sounds; Emergency sirens wail
  phrases: a siren *wails; a police car *comes with its siren on; an ambulance *arrives; the fire engine *races past;
    sirens *howl; a siren *goes off; the police *arrive with sirens; an air raid siren *starts; a siren *comes closer;
    sirens *wail

sword-clash event 2-5
  nouns: a sword fight; clashing swords; swords; a sword; sword fighting; a duel; knights fighting; swords clashing;
    blades clashing; a fencing match; a sword clash; sword blows; fencing; crossed blades; a fight with clashing blades
  captions: Swords clash; Swords clash in a fight; Blades strike each other; Metal swords clash together; A sword hits
    another blade; A sword strikes; Two knights fight with swords; The clash of swords; Fencers cross their blades;
    Swords are clashing; A sword fight; A blade hits steel; A duel with swords; Two blades clash
  phrases: swords *clash; two knights *fight; blades *strike each other; a duel *begins; the swords *ring; someone
    *draws a sword and *fights; the heroes *cross swords; steel *strikes steel; a sword fight *breaks out; the fencers
    *attack; two swords *clash

telephone-ring event 3-6
  nouns: a phone ringing; a ringing phone; a telephone; a ringing telephone; a phone; a telephone ringing; an old
    telephone; a rotary phone; a phone call; the phone; ring ring; phones ringing; a mobile phone; an old ringing phone
  captions: A phone is ringing; A telephone rings; An old rotary telephone rings; A phone rings; A phone rings twice;
    The telephone bell rings; A desk phone is ringing; A telephone keeps ringing; The ring of a telephone; An office
    phone rings; A phone rings loudly; Nobody answers the ringing phone; An old phone is ringing
  phrases: a phone *rings; the telephone *rings; the phone *starts ringing; an old telephone *rings; somebody's phone
    *rings; a call *comes in and the phone *rings; someone *calls and the telephone *rings; the phone on the desk
    *rings; the telephone *won't stop ringing; an old phone *rings

traffic texture 4-9
  nouns: traffic; city traffic; passing cars; cars; street noise; a busy street; road traffic; cars passing by; rush
    hour; a highway; a busy road; cars driving by; a motorway; traffic noise; a street full of cars; busy city traffic
  captions: Traffic passes on a street; A car passes by; City traffic; Cars drive by; Busy traffic on a road; Cars pass
    on a wet road; Rush hour traffic; Street traffic rolls by; Many cars pass; A busy street; The noise of city traffic;
    A highway with cars; Cars and buses pass; Busy road traffic passes
  phrases: traffic *passes; cars *drive by; cars *pass; the traffic *rolls past; a car *goes by; the street *is busy
    with cars; rush hour *begins; someone *crosses a busy street; traffic *builds up; cars *rush along the road; many
    cars *pass by

train texture 4-9
  nouns: a train; a passing train; trains; a train on the tracks; a train passing by; a steam train; a freight train; a
    rolling train; a railway; a subway train; train wheels; a tram; a train going over the rails; the metro; a train
    rolling past
  captions: A train passes by; A train moves along the tracks; A train rolls along; A steam train rolls past; A freight
    train passes; Train wheels clatter on the rails; A train rattles by; A fast train rushes past; A train arrives; A
    subway train rumbles; A train is rolling; A long train clatters over the tracks; The clatter of a train; A train
    rolls past on the tracks
  phrases: a train *passes; a train *rolls by; the train *arrives; a freight train *rattles past; the train *pulls out;
    a steam train *chugs along; train wheels *clatter; a subway train *rushes in; a night train *passes; a tram *goes
    by; a train *rolls past

train-whistle event 2-5
  nouns: a train whistle; a train horn; a locomotive whistle; a steam whistle; a whistling train; a train blowing its
    horn; a train's whistle; a steam locomotive whistling; a train's horn; train horns; a whistling steam engine; a
    whistle from a locomotive
  captions: A train whistle blows; A steam train blows its whistle; A train blows its horn; A locomotive whistles; A
    train horn blasts; A steam whistle sounds; A steam locomotive whistles; A long train whistle; The whistle of a steam
    engine; A train horn sounds twice; A distant train whistle; A train whistles loudly; A locomotive blows its whistle
  phrases: a train *whistles; the locomotive *blows its whistle; a train horn *sounds; the steam engine *whistles; a
    train *blows its horn; a train whistle *blows; the driver *pulls the train whistle; a distant train *hoots; the
    locomotive *whistles twice; the old locomotive *whistles

typing texture 3-8
  nouns: typing; a keyboard; someone typing; a typist; keyboard typing; typing on a keyboard; clicking keys; a computer
    keyboard; a typewriter; keyboard clicks; someone typing on a computer; fast typing; typing on a laptop; a clicking
    keyboard; someone typing on a keyboard
  captions: Someone types on a keyboard; Typing on a keyboard; Keyboard keys click; A person types quickly; Someone is
    typing; Fingers type on a keyboard; A mechanical keyboard clicks; Fast typing; A keyboard clatters; Keys are
    pressed; A secretary types; Someone types a message; The click of keyboard keys; A person is typing quickly
  phrases: someone *types; someone *types on a keyboard; someone *writes an email; keys *click; a keyboard *clatters;
    someone *types a message; the secretary *types; someone *hammers on the keyboard; a hacker *types quickly; fingers
    *fly over the keyboard; someone *types on a computer

vehicle-engine texture 4-8
  nouns: an engine; a car engine; a car starting; a running engine; a truck; a motorcycle; a motorbike; a car; a revving
    engine; a bus; a car driving off; an idling engine; a motor; a truck engine; a car accelerating; a lorry; a starting
    car engine
  captions: A car engine runs; A car engine starts; A car accelerates; A truck pulls away; A motorcycle idles; An engine
    revs; A bus drives off; An old truck starts; A car drives away; An engine is idling; A motor runs steadily; A car
    engine stops; A motorbike starts up; The hum of a car engine; A truck engine starts
  phrases: a car *starts; an engine *starts; the car *drives off; a truck *pulls away; someone *starts the engine; a
    motorbike *revs up; the bus *leaves; the engine *runs; a lorry *arrives; someone *drives away; the motor *hums; an
    old truck *starts; a car engine *starts

whoosh event 2-3
  nouns: a whoosh; a swoosh; something flying past; a swish; a whooshing sound; something swinging; an arrow flying by;
    a magic spell; a sword swing; a flying arrow; a fast whoosh; something rushing by; a swishing whip; something
    whooshing past
  captions: Something whooshes past; A quick whoosh; A fast swish; An object flies through the air; Something swings
    through the air; A loud whoosh; A swoosh; A blade swishes; An arrow flies past; Something rushes by; A sudden whoosh
    of air; A magic whoosh; Something swishes by; Something fast whooshes by
  phrases: something *whooshes past; something *flies by; an arrow *flies past; a blade *swishes; something *swings
    through the air; a spell *is cast; the wizard *swings his staff; a broom *whooshes by; something fast *rushes by;
    the superhero *flies off; something *swooshes past

wood-chop event 3-6
  nouns: chopping wood; wood chopping; an axe; someone chopping wood; a lumberjack; an axe hitting wood; axe blows; a
    woodcutter; a chopping axe; splitting logs; someone splitting wood; felling a tree; an axe chopping wood
  captions: Someone chops wood; An axe strikes wood; An axe hits wood; Wood is chopped with an axe; A woodcutter splits
    logs; Someone is chopping firewood; An axe splits a log; Axe blows on wood; A lumberjack chops a tree; The chop of
    an axe; Logs are being split; Heavy blows of an axe; An axe chops a log
  phrases: someone *chops wood; an axe *hits the wood; a lumberjack *chops down a tree; someone *splits logs; a
    woodcutter *swings his axe; an axe *falls; someone *makes firewood with an axe; the axe *strikes; someone *is
    chopping wood; someone *chops a log

writing texture 3-7
  nouns: writing; someone writing; a pencil on paper; a pen; a pencil; scribbling; a pen on paper; drawing; someone
    drawing; handwriting; a scratching pen; a scribbling pencil; sketching; chalk on a board; a quill; someone writing
    with a pen
  captions: Someone writes on paper; A pencil scratches on paper; Someone draws with charcoal; A pen scribbles; Someone
    is writing; A pencil draws on paper; Someone sketches; A pen scratches; Someone writes a letter; A quill scratches
    on parchment; Someone scribbles notes; Charcoal rubs on paper; Handwriting on paper; A pen writes on paper
  phrases: someone *writes a letter; a pencil *scratches on paper; someone *writes something down; someone *draws; a pen
    *scribbles; someone *sketches; a student *takes notes; someone *signs the paper; a quill *scratches; the teacher
    *writes on the board; someone *writes with a pen
"""
