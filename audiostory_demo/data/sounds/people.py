"""Words for the sounds that people make. The format is explained in `audiostory_demo.data.sounds`."""

TABLE = """
applause texture 3-7
  nouns: applause; clapping; clapping hands; people clapping; an audience clapping; a round of applause; handclaps; an
    applauding audience; a standing ovation; people applauding; loud applause; hand clapping; an ovation; a clapping
    audience
  captions: People are clapping; An audience applauds; Loud applause; A crowd claps and applauds; Hands clap; Applause
    from an audience; A round of applause; People clap their hands; The audience claps warmly; Polite applause; Someone
    claps; A standing ovation; The hall applauds; Everyone is clapping; People applaud loudly
  phrases: people *clap; the audience *applauds; everyone *claps; applause *breaks out; the crowd *applauds; someone
    *starts to clap; the guests *clap their hands; there *is a round of applause; the audience *gives an ovation; the
    whole hall *applauds; the people *start clapping

baby-cry voice 3-7
  nouns: a baby; a crying baby; a baby crying; an infant; a wailing baby; a newborn; a crying child; crying; a baby's
    cry; a screaming baby; a toddler crying; a sobbing child; a hungry baby; a small crying infant
  captions: A baby cries; A baby is crying; An infant cries loudly; A baby wails; A newborn cries; A hungry baby is
    crying; A toddler cries; A baby sobs and cries; The crying of a baby; A little child is wailing; A tired baby cries;
    A baby screams and cries; A small baby whimpers and cries; An unhappy infant wails
  phrases: a baby *cries; the baby *starts to cry; a baby *wakes up crying; an infant *wails; the newborn *cries; a
    child *bursts into tears; the baby *wants milk and *cries; a toddler *cries; the little one *begins to wail;
    somebody's baby *cries; a hungry baby *cries

cough voice 2-4
  nouns: a cough; coughing; someone coughing; a man coughing; a coughing person; a coughing fit; a sick person; a woman
    coughing; coughs; someone clearing their throat; a smoker's cough; an old man coughing
  captions: Someone coughs; A man coughs; A woman coughs; Someone coughs several times; A person is coughing; A dry
    cough; A man clears his throat and coughs; A sick person coughs; A coughing fit; Somebody coughs twice; A hoarse
    cough; An old man coughs; A person coughs loudly
  phrases: someone *coughs; a man *coughs; a woman *coughs; an actor *clears his throat; an old man *has a coughing fit;
    a patient *coughs; someone *can't stop coughing; a sick child *coughs; someone *coughs politely; a stranger *coughs

crowd-chatter texture 4-9
  nouns: people talking; a crowd talking; chatter; chatting people; a busy bar; a restaurant; people chatting; a
    murmuring crowd; voices; a crowd of people; a pub; a busy café; crowd noise; guests talking; a babble of voices;
    conversation; a full bar of chatting people
  captions: People are talking; A crowd of people chatters; People chat in a restaurant; Many voices talk at once;
    Guests are chatting; A crowd murmurs; People talk in a busy bar; The babble of many voices; A group of people chats;
    Visitors chatter; People talk and mingle; A room full of people talks; A busy crowd is talking; Lots of people chat
    together
  phrases: people *chat; a crowd *murmurs; the guests *talk; voices *fill the room; everybody *talks at once; the pub
    *is full of chatter; people *chatter; the visitors *talk to each other; the bar *gets busy; people *arrive and
    *chat; a crowd *gathers and *talks; many people *start talking

crowd-cheering voice 3-6
  nouns: a cheering crowd; cheering; cheers; a crowd cheering; people cheering; a stadium crowd; fans; cheering fans;
    hurrays; a roaring crowd; football fans; a battle cry; shouts of joy; spectators cheering; a crowd shouting hurray
  captions: A crowd cheers; Fans are cheering; A stadium crowd roars; People shout and cheer; Everyone shouts hurray; A
    large crowd cheers loudly; Spectators cheer; A group shouts for joy; Warriors shout a battle cry; The audience
    cheers and shouts; A crowd yells yes; People cheer wildly; The crowd goes wild; Many people are cheering
  phrases: the crowd *cheers; fans *cheer; people *shout hurray; the stadium *roars; everyone *cheers; the crowd *goes
    wild; the spectators *jump up and *cheer; the team *celebrates; warriors *raise a battle cry; the whole village
    *cheers; the crowd *starts cheering

eating-crunch event 3-7
  nouns: someone eating; crunching; eating; chewing; someone eating crisps; a crunchy apple; munching; someone chewing;
    crunchy food; a bite of an apple; eating chips; someone munching toast; crunchy cereal; someone eating an apple;
    someone munching crunchy food
  captions: Someone eats something crunchy; A person crunches on food; Someone bites into an apple; Crunchy chewing;
    Someone munches crisps; A person is eating cereal; Someone chews toast; A mouth crunches and chews; Someone crunches
    a carrot; A person munches loudly; The crunch of an apple; Someone is eating chips; Crisp food is being eaten;
    Somebody chews crunchy food
  phrases: someone *eats an apple; someone *munches crisps; someone *bites into a crunchy apple; someone *chews; someone
    *has breakfast cereal; someone *crunches a biscuit; someone *eats toast; the children *munch popcorn; someone
    *starts eating; someone *nibbles a carrot; someone *munches something crunchy

footsteps-grass event 3-7
  nouns: footsteps in grass; steps in the grass; someone walking through grass; walking on grass; footsteps through a
    meadow; a walk through long grass; someone sneaking through the grass; footsteps on the lawn; steps across the
    field; walking across a meadow; soft steps on grass; someone walking over the lawn
  captions: Someone walks through grass; Footsteps rustle in the grass; A person walks through long grass; Steps swish
    through a meadow; Footsteps on a lawn; Soft footsteps in the grass; Someone strolls across a meadow; A person treads
    through tall grass; Feet brush through grass; Someone creeps through the grass; Walking steps in dry grass; Someone
    crosses a grassy field; A person steps through grass
  phrases: someone *walks through the grass; someone *crosses the meadow; someone *strolls over the lawn; footsteps
    *rustle in the grass; someone *creeps through long grass; someone *wades through tall grass; someone *runs across
    the field; steps *come closer through the grass; someone *tiptoes over the grass; someone *walks over the meadow

footsteps-gravel event 3-7
  nouns: footsteps on gravel; steps on gravel; crunching gravel; someone walking on gravel; gravel; a gravel path;
    footsteps on a dirt path; steps on sand; footsteps in the snow; a walk along a gravel path; crunching footsteps;
    someone walking on a forest path; boots on gravel; crunching steps on a gravel path
  captions: Footsteps on gravel; Someone walks on gravel; Shoes crunch on gravel; A person walks along a gravel path;
    Footsteps crunch on a dirt path; Steps on sand and stones; Boots crunch over gravel; Someone strolls up a gravel
    drive; Crunching footsteps; A person trudges over gravel; Slow steps on gravel; Someone runs on gravel; Walking feet
    crunch on a path; A person's steps crunch on gravel
  phrases: someone *walks on the gravel; footsteps *crunch on gravel; someone *walks up the gravel path; boots *crunch
    over the stones; someone *comes up the drive; someone *trudges through the snow; someone *runs down the gravel road;
    someone *walks along a dirt path; steps *crunch on the path; someone *hikes up the trail; someone *crunches over the
    gravel

footsteps-hard event 3-7
  nouns: footsteps; steps; someone walking; footsteps on stone; footsteps on concrete; footsteps on a wooden floor;
    heels on the floor; running footsteps; someone running; a person walking; footsteps on stairs; boots on the floor;
    approaching footsteps; footsteps on the pavement; someone pacing; walking; steps on a stone floor
  captions: Footsteps on a stone floor; Someone walks on concrete; Footsteps on a wooden floor; A person walks across a
    hard floor; Steps ring on stone; Heels click on the floor; Someone climbs the stairs; Slow footsteps on the
    pavement; Someone runs on concrete; Hard shoes walk on tiles; Heavy boots walk on a floor; Someone paces up and
    down; Footsteps come nearer; Footsteps run down a wooden pier; Hard footsteps on concrete
  phrases: someone *walks in; footsteps *come closer; someone *climbs the stairs; someone *runs down the pier; footsteps
    *sound on the stone floor; someone *walks across the floor; someone *paces up and down; someone *runs away; heels
    *click on the pavement; someone *walks along the corridor; someone *hurries down the street; steps *approach;
    someone *walks across the stone floor

footsteps-water event 3-7
  nouns: footsteps in water; wading; someone wading; splashing footsteps; steps through puddles; walking through
    puddles; someone walking through water; feet splashing; jumping in puddles; someone wading through a river; steps in
    shallow water; wet footsteps; someone stepping through shallow puddles
  captions: Someone wades through water; Feet splash through puddles; Footsteps splash in water; A person walks through
    shallow water; Someone steps through puddles; Splashing steps in a stream; Rubber boots splash through water;
    Someone crosses a shallow river; Wet footsteps splash; A child splashes through puddles; Someone trudges through
    water; Legs wade through the shallows; Someone walks and splashes through water
  phrases: someone *wades through the water; someone *steps into a puddle; footsteps *splash through puddles; someone
    *wades across the river; someone *walks through shallow water; feet *splash through the water; children *jump in
    puddles; someone *trudges through the flood; boots *splash through the mud; someone *steps through shallow water

laughter voice 2-5
  nouns: laughter; laughing; someone laughing; giggling; a laugh; people laughing; a giggle; a laughing man; a laughing
    woman; an evil laugh; a witch's cackle; chuckling; laughing children; hahaha; a person giggling
  captions: Someone laughs; A man laughs; A woman laughs; A person giggles; People are laughing; Someone chuckles; An
    audience laughs; Someone is laughing loudly; A man laughs in an evil way; Someone laughs in a creepy way; A cheerful
    laugh; A burst of laughter; Friends laugh together; Somebody bursts out laughing; A person laughs happily
  phrases: someone *laughs; everyone *laughs; a woman *giggles; a man *laughs out loud; someone *bursts out laughing;
    the witch *cackles; the villain *laughs; the children *giggle; they *laugh together; someone *chuckles; the audience
    *laughs; someone *starts laughing

man-speaking voice 3-7
  nouns: a man speaking; a man talking; a man's voice; a male voice; a speaker; a man; a man giving a speech; a priest
    speaking; a guy talking; a male narrator; a teacher talking; a man calling; an old man's voice; an announcement by a
    man; a preacher; a male speaker talking
  captions: A man speaks; A man is talking; A man says a few words; A man gives a speech; A male voice speaks; A man
    calls out some words; A man talks calmly; A man gives a spoken message; An old man speaks; A man reads aloud; A man
    makes an announcement; A man explains something; A priest says a prayer; A male voice is talking
  phrases: a man *speaks; a man *says something; a man *gives a speech; the captain *gives an order; a priest *says a
    prayer; an old man *tells a story; the teacher *talks; my father *calls; a policeman *asks a question; the king
    *speaks to his people; a man *makes an announcement; a man *talks on and on; a male voice *speaks

scream voice 2-4
  nouns: a scream; screaming; someone screaming; a shriek; a cry of pain; a woman screaming; a man screaming; screams; a
    scream of terror; a loud scream; a yell; shrieking; a cry for help; a shout; a terrified shriek
  captions: Someone screams; A loud scream; A person is screaming; A man screams in pain; A girl screams in fear;
    Someone shrieks; Someone cries out; A terrified scream; A man cries out in pain; A long scream; People scream; A
    piercing shriek; Someone yells in terror; A frightened person screams
  phrases: someone *screams; a woman *screams; a man *cries out in pain; a scream *rings out; a girl *shrieks; someone
    *cries for help; someone *yells; the victim *screams; people *scream; somebody *lets out a shriek; someone *starts
    screaming

sneeze voice 2-4
  nouns: a sneeze; sneezing; someone sneezing; achoo; a sneezing person; a man sneezing; a loud sneeze; sneezes; someone
    with a cold; a woman sneezing; a sneezing fit; somebody sneezing loudly
  captions: Someone sneezes; A person sneezes loudly; Someone is sneezing; A sneeze; A man sneezes; A woman sneezes; A
    big sneeze; Someone sneezes twice; A person with a cold sneezes; A sudden sneeze; Somebody sneezes again; A child
    sneezes; A loud sneeze; Someone gives a loud sneeze
  phrases: someone *sneezes; a man *sneezes; a woman *sneezes loudly; someone *has to sneeze; grandpa *sneezes; someone
    *sneezes three times; a child *sneezes; someone *has hay fever and *sneezes; the patient *sneezes; somebody *sneezes
    loudly

snoring voice 3-7
  nouns: snoring; someone snoring; a snore; a snoring man; a sleeping person; a man snoring; loud snoring; a sleeper;
    grandpa snoring; a person asleep; snores; someone fast asleep; a sleeping man snoring
  captions: Someone snores; A man is snoring; Loud snoring; A sleeping person snores; A person snores deeply; Someone is
    snoring loudly; Deep snoring; A sleeper snores and breathes; The snoring of an old man; Somebody snores in bed; A
    heavy snore; A tired man snores; A person is asleep and snoring
  phrases: someone *snores; grandpa *snores; someone *falls asleep and *snores; the sleeping guard *snores; a man
    *snores loudly; my husband *snores; someone *is fast asleep and snoring; the giant *snores; dad *starts to snore; a
    sleeper *snores

whistle event 2-4
  nouns: a whistle; whistling; someone whistling; a referee's whistle; a referee; a wolf whistle; a man whistling; a
    whistled tune; a police whistle; whistles; a coach's whistle; a sharp whistle; a short loud whistle
  captions: Someone whistles; A short whistle; Someone blows a whistle; A referee blows a whistle; Someone gives a wolf
    whistle; A man whistles loudly; Someone whistles a tune; A sharp whistle; A person whistles for a dog; A policeman's
    whistle blows; A cheerful whistle; Someone is whistling; A shrill whistle; Somebody gives a short whistle
  phrases: someone *whistles; the referee *blows the whistle; someone *whistles a tune; a policeman *blows his whistle;
    the shepherd *whistles for the dog; someone *gives a sharp whistle; the coach *whistles; a boy *whistles; a whistle
    *blows; someone *whistles loudly

woman-speaking voice 3-7
  nouns: a woman speaking; a woman talking; a woman's voice; a female voice; a lady talking; a woman; a woman giving a
    speech; a nurse talking; a female announcer; a girl talking; a mother talking; a woman reading aloud; an
    announcement; a loudspeaker announcement; a female narrator; a female speaker talking
  captions: A woman speaks; A woman is talking; A woman says a few words; A woman speaks in a calm voice; A female voice
    speaks; A woman calls out some words; A woman reads aloud; A woman gives a spoken message; A lady is talking; A
    woman makes an announcement; A woman explains something; A mother talks softly; A woman tells a story; A female
    voice is talking
  phrases: a woman *speaks; a woman *says something; a woman *reads aloud; my mother *calls; the nurse *speaks; the
    teacher *explains something; a lady *talks; the queen *gives a speech; a woman *makes an announcement; grandma
    *tells a story; a woman *calls out; the announcer *speaks; a female voice *talks
"""
