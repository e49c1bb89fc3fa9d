"""Words for weather, water and fire. The format is explained in `audiostory_demo.data.sounds`."""

TABLE = """
bubbles texture 3-8
  nouns: bubbles; bubbling water; boiling water; a boiling pot; an aquarium; a fish tank; air bubbles; a bubbling pot; a
    diver's bubbles; a bubbling potion; a cauldron; gurgling bubbles; a kettle coming to the boil; blub blub; bubbles
    rising in water
  captions: Water bubbles; Bubbles rise in water; A fish tank bubbles; Water boils in a pot; A diver blows bubbles;
    Bubbles gurgle and rise; A pot of water is boiling; A cauldron bubbles; An aquarium bubbles softly; Air bubbles
    stream upwards; A thick potion bubbles; Many bubbles gurgle; Hot water bubbles in a kettle; Bubbles burst one by
    one; Water is bubbling in a large pot
  phrases: water *bubbles; bubbles *rise; the pot *comes to the boil; water *boils on the stove; a diver *breathes out
    bubbles; the cauldron *bubbles; the fish tank *gurgles; a strange potion *bubbles; the soup *starts to bubble; air
    bubbles *come up; the water *begins to boil; hot water *bubbles

fire-crackling texture 4-9
  nouns: a fire; a crackling fire; a campfire; a fireplace; flames; a burning fire; a bonfire; crackling flames; burning
    wood; a fire crackling; a hearth; a wood stove; a log fire; burning logs; a torch; a forest fire; a small crackling
    campfire
  captions: A fire crackles; A campfire crackles and pops; Wood burns and crackles; A fireplace crackles; Flames
    crackle; A large fire burns; A bonfire burns brightly; Logs crackle in a fire; A fire pops and hisses; A small fire
    is burning; The crackle of a log fire; Burning branches snap; A fire roars and crackles; A wood fire burns; Burning
    logs crackle and pop
  phrases: a fire *crackles; the campfire *crackles; the fire in the hearth *pops; logs *burn and *crackle; flames
    *crackle; someone *lights a fire; a bonfire *burns; the flames *leap up; wood *burns in the stove; someone *sits by
    a crackling fire; the fire *blazes up; a fire *is burning; a small fire *crackles and *pops

rain texture 4-9
  nouns: rain; falling rain; heavy rain; a rain shower; raindrops; pouring rain; a downpour; drizzle; light rain; a
    shower; rainfall; rain on the roof; rain on the window; gentle rain; a cloudburst; rain coming down; raining; heavy
    falling rain
  captions: Rain falls; It is raining; Heavy rain pours down; A light drizzle falls; Rain patters on a roof; Rain drums
    on the window; Raindrops fall steadily; A downpour begins; Soft rain is falling; Rain pours down hard; A rain shower
    passes; Gentle rain patters; The patter of raindrops; Rain comes down in sheets; Steady rain falls on a roof
  phrases: it *rains; rain *falls; it *starts to rain; rain *patters on the roof; a shower *comes down; the rain *drums
    on the window; heavy rain *sets in; it *begins to drizzle; the heavens *open; it *pours; raindrops *tap on the
    glass; a downpour *begins; light rain *starts falling

rustling-leaves texture 3-7
  nouns: rustling leaves; leaves; leaves rustling; a rustle in the bushes; rustling bushes; foliage; dry leaves; autumn
    leaves; rustling branches; something in the bushes; leaves in the wind; a rustling hedge; rustling; moving branches;
    rustling dry leaves
  captions: Leaves are rustling; Leaves rustle in the trees; Something rustles in the bushes; Dry leaves rustle; Someone
    moves through leaves and branches; Branches and leaves rustle; A bush rustles; The rustle of leaves; Foliage rustles
    softly; Autumn leaves rustle on the ground; A small animal rustles in the leaves; Twigs and leaves stir; Leaves
    whisper and rustle; Some leaves rustle loudly
  phrases: leaves *rustle; something *rustles in the bushes; the leaves *stir; dry leaves *rustle; someone *pushes
    through the branches; a small animal *moves in the leaves; the bushes *rustle; the trees *rustle; something *moves
    in the undergrowth; autumn leaves *blow about; the hedge *starts to rustle

sea-waves texture 4-9
  nouns: waves; the sea; ocean waves; the ocean; sea waves; breaking waves; the surf; crashing waves; waves on the
    shore; the tide; waves lapping; a wave; the seaside; the waves rolling in; rolling ocean waves
  captions: Waves break on the shore; Ocean waves roll in; Waves crash on a beach; The sea surges; Small waves lap;
    Waves wash over the sand; Big waves are breaking; The surf rushes in and out; The ocean rolls; The tide comes in;
    Waves slap against a hull; Heavy surf crashes on rocks; Gentle sea waves roll; A wave breaks and draws back; Ocean
    waves wash up on the shore
  phrases: waves *break on the shore; the sea *rushes in; ocean waves *roll in; the surf *crashes; waves *lap at the
    boat; the tide *comes in; big waves *crash on the rocks; the waves *hit the pier; the sea *gets rough; the ocean
    *rolls; waves *wash over the sand; the waves *roll in

stream texture 4-9
  nouns: a stream; a river; running water; a brook; flowing water; a babbling brook; a creek; a small river; a trickling
    stream; a mountain stream; a flowing river; a tap running; water running; a fountain; trickling water; a small
    flowing brook
  captions: A stream flows; Water flows in a small stream; A brook babbles; A river rushes by; Running water; A mountain
    stream gurgles; A creek trickles over stones; Water runs and splashes; A river flows steadily; A clear brook is
    running; Water trickles; The babble of a brook; A stream ripples over rocks; A fountain trickles; A small river
    flows by
  phrases: a stream *flows by; a brook *babbles; the river *rushes past; water *runs over stones; someone *turns on the
    tap; a creek *trickles; the river *flows; a mountain stream *gurgles; water *trickles; someone *comes to a stream;
    the brook *murmurs; a small river *flows past

thunder event 3-7
  nouns: thunder; a thunderstorm; rumbling thunder; a clap of thunder; a thunderclap; rolling thunder; lightning; a
    storm; distant thunder; a thunder rumble; a lightning strike; thunder and lightning; a loud thunderclap; a rumbling
    storm
  captions: Thunder rumbles; Thunder rolls; A clap of thunder; Thunder crashes; Loud thunder booms; A thunderstorm
    rumbles; Distant thunder growls; Lightning strikes and thunder rolls; Thunder cracks; A thunderclap cracks; Deep
    thunder rolls across the sky; A storm thunders; Thunder and rain in a storm; The rumble of thunder; Thunder rolls
    and rumbles loudly
  phrases: thunder *rumbles; thunder *rolls; lightning *strikes; a clap of thunder *shakes the house; the storm *breaks;
    thunder *cracks; it *thunders; a thunderstorm *comes closer; the thunder *booms; distant thunder *growls; there *is
    a flash and a thunderclap; the storm *arrives with thunder; loud thunder *rolls

water-splash event 2-4
  nouns: a splash; a water splash; something falling in water; a splash of water; splashing; a dive into the water;
    someone jumping in a pool; a fish jumping; splashing water; someone swimming; a stone thrown into water; a jump into
    the lake; an oar splash; a big splash; something splashing into a pool
  captions: Water splashes; Something splashes into water; A splash of water; Someone dives into water; A stone falls
    into water with a splash; A fish splashes; Someone swims and splashes; A big splash; Someone jumps into a pool;
    Water splashes up; A bucket of water splashes; An oar splashes in water; A swimmer splashes about; Something heavy
    splashes into the water
  phrases: something *splashes into the water; someone *jumps into the lake; a fish *jumps; someone *dives in; a stone
    *falls into the pond; water *splashes; someone *falls into the water; the anchor *drops with a splash; someone
    *swims across; an oar *splashes; someone *throws a stone into the river; someone *jumps into the water

waterfall texture 4-9
  nouns: a waterfall; a roaring waterfall; rushing water; falling water; a cascade; rapids; waterfalls; a weir; a
    waterfall roaring; a huge waterfall; a dam; white water; a river falling over a cliff; a big roaring cascade
  captions: A waterfall roars; Water rushes over a waterfall; A small waterfall flows; A large waterfall pours down;
    Water cascades down rocks; A mighty waterfall thunders; A waterfall splashes into a pool; Water falls and roars; A
    cascade rushes down; The roar of a waterfall; Rapids rush and roar; Water pours over a cliff; A steep waterfall
    gushes; A big waterfall rushes down
  phrases: a waterfall *roars; water *pours over the cliff; a waterfall *thunders down; the river *plunges over the
    edge; someone *reaches a waterfall; the cascade *rushes down; the rapids *roar; a waterfall *gushes down the rocks;
    a hidden waterfall *appears; water *rushes over the rocks

wind texture 4-9
  nouns: wind; the wind; howling wind; a gust of wind; blowing wind; a breeze; a strong wind; gusts; a gale; a storm
    wind; a snowstorm; a blizzard; the wind blowing; a draught; whistling wind; a strong howling gale
  captions: Wind blows; The wind howls; A gust of wind; Strong wind blows; Wind whistles and howls; A cold wind blows; A
    gale is blowing; The wind moans; Wind gusts and drops; A snowstorm howls; A steady breeze blows; An icy wind sweeps
    by; The wind is picking up; A blizzard rages; A strong wind howls
  phrases: the wind *blows; the wind *howls; a gust of wind *blows; the wind *picks up; a cold wind *sweeps through; a
    gale *blows; the wind *whistles; a breeze *comes up; the wind *moans; a snowstorm *rages; the wind *rises; an icy
    wind *starts blowing; a strong wind *blows
"""
