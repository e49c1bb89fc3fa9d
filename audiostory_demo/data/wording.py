"""Ways to say what is not a sound: requests, connectives, people, weather, places, and the style of a story."""

from __future__ import annotations

from .sounds import parts

# --- style ---------------------------------------------------------------------------------------------------

STYLE_PHRASES: dict[str, tuple[str, ...]] = {
    style: parts(phrases)
    for style, phrases in {
        "room": """in a room; in a small room; in a living room; indoors; with the sound of an ordinary room;
            in a normal furnished room; with a bit of room reverb; in somebody's bedroom; inside a small room;
            inside four walls; with a short room echo""",
        "cathedral": """in a cathedral; in a huge cathedral; inside a church; in a big stone church; in an abbey;
            echoing through a cathedral; with the long echo of a cathedral; under the vault of a church;
            in a vast echoing hall; with cathedral reverb; in a large empty church; in a basilica;
            with a very long reverb;
            in a giant echoing church""",
        "cave": """in a cave; inside a cave; deep in a cave; in a big cavern; in an underground cave; with cave echo;
            echoing in a cave; as if inside a cavern; down in a grotto; in a rocky cave; in a tunnel under the ground;
            echoing off the walls of a cave""",
        "outdoors": """outdoors; outside; out in the open; in the open air; outside in the open; with an outdoor sound;
            in a wide open space; under the open sky; somewhere outdoors; in an open field; as heard outdoors""",
        "telephone": """over the phone; heard over the phone; through a telephone; over a telephone line;
            over a bad phone connection; as in a phone call; through a phone; down the phone line;
            like a telephone recording;
            with a telephone sound; heard through a telephone receiver; as a voice message on the phone""",
        "old radio": """on an old radio; like an old radio broadcast; through an old radio; over a crackly old radio;
            as an old radio play; as if broadcast in the 1930s; on a vintage radio; like an old wireless set;
            with old radio sound; from an ancient radio set; like a broadcast from the thirties;
            on grandpa's old radio""",
        "underwater": """under water; underwater; heard from under water; as if under water; as if submerged;
        below the surface;
            with my head under water; as heard by a diver; with an underwater sound; muffled by water;
            from the bottom of a pool;
            as if we were beneath the waves""",
        "behind a door": """behind a door; heard through a door; from behind a closed door; muffled by a door;
            through a closed door; on the other side of a door; as heard through the wall; from the next room;
            behind a closed door;
            muffled, as if behind a door; listening at the door""",
        "bed rain": """with rain in the background; while it rains all the time; with rain throughout; over steady rain;
            against the sound of rain; while rain falls the whole time; with constant rain behind it;
            in the pouring rain all along;
            with rain that never stops; with a bed of rain; with rain under everything; during a steady rain;
            raining all through it""",
        "bed wind": """with wind in the background; while the wind blows all the time; with wind throughout;
        over a steady wind;
            against the sound of wind; with a constant wind behind it; with wind that never stops; with a bed of wind;
            with wind under everything; windy all the way through; while the wind blows the whole time""",
        "bed crowd": """with a crowd in the background; with people talking in the background; with a crowd throughout;
            over the murmur of a crowd; against the chatter of a crowd; surrounded by people all the time;
            with a bed of crowd noise;
            with constant chatter behind it; while people chat all the time; with crowd noise under everything;
            in the middle of a crowd all along""",
        "bed traffic": """with traffic in the background; with traffic throughout; over steady traffic;
        next to a busy road all the time;
            against city traffic; with cars passing in the background; with constant traffic behind it;
            with a bed of traffic;
            while traffic goes by the whole time; with street noise in the background; with traffic under everything""",
        "bed sea": """with the sea in the background; with waves in the background; by the sea all the time;
        with the sea throughout;
            over the sound of the sea; against the sound of waves; with a bed of sea waves;
            while the waves roll all the time;
            with constant waves behind it; with the ocean in the background; with surf under everything""",
        "bed crickets": """with crickets in the background; while crickets chirp all the time; with crickets throughout;
            over the chirping of crickets; against the sound of crickets; with a bed of crickets;
            with constant crickets behind it;
            with cicadas in the background; with crickets under everything; while insects chirp the whole time""",
    }.items()
}
"""Part of a style -> adverbial phrases. Beds are told from scenes by words such as "throughout"."""

STYLE_TAGS = {
    "room": parts("room reverb; small room; indoor sound; room acoustics"),
    "cathedral": parts("cathedral; church echo; cathedral reverb; long reverb"),
    "cave": parts("cave; cave echo; cavern reverb; cave acoustics"),
    "outdoors": parts("outdoors; outdoor sound; open air"),
    "telephone": parts("telephone sound; phone line; phone call quality; telephone filter"),
    "old radio": parts("old radio; vintage radio; old radio sound; 1930s broadcast"),
    "underwater": parts("underwater; under water; submerged; underwater sound"),
    "behind a door": parts("behind a door; muffled by a door; through a closed door; next room"),
    "bed rain": parts("rain in the background; background rain; rain throughout; rain bed"),
    "bed wind": parts("wind in the background; background wind; wind throughout; wind bed"),
    "bed crowd": parts("crowd in the background; crowd noise behind; background chatter; crowd bed"),
    "bed traffic": parts("traffic in the background; background traffic; traffic throughout; traffic bed"),
    "bed sea": parts("sea in the background; background waves; sea throughout; sea bed"),
    "bed crickets": parts("crickets in the background; background crickets; crickets throughout; crickets bed"),
}  # fmt: skip
"""The same as tags, for terse instructions."""

STYLE_SENTENCES = parts("""It all happens {}; Everything is heard {}; All of this {}; Make it sound {}; Please do it {};
    The whole thing {}; The whole story takes place {}; It should sound {}; Let everything play {}; Imagine it {};
    We hear all of it {}; I want all of it {}""")
PLAIN = parts("""no echo and no background noise; a clean recording; dry and close; no effects please;
    without any reverb;
    clean sound, nothing in the background; just the sounds, no background""")
"""Mentions of the default style."""

# --- requests ------------------------------------------------------------------------------------------------

SOUND_REQUESTS = parts("""can you make {}?; i want to hear {}; I want to hear {}.; please generate {};
    Please make {}.; give me {};
    Create {}.; make a sound story with {}; generate audio of {}; play {}; could you do {}?; I'd like {}, please.;
    let me hear {};
    can i get {}; Produce {}.; I need {}.; how about {}?; sounds: {}; audio: {}; a clip with {}; an audio story with {};
    a recording of {}; I would love to hear {}.; Tell a story with {}.; Can you create a soundscape with {}?;
    sound of {};
    Generate the sound of {}.; show me what you can do with {}; let's hear {}; do {}; Make me a scene with {} please.;
    Sound effects: {}.; we need {} for a film; My kids want {}.; Would it be possible to have {}?;
    I am looking for {}.""")
"""Take what is heard: nouns, or clauses with participles."""

TITLE_REQUESTS = parts("""{}; {}.; {}; {}.; {}!; the sounds of {}; a story about {};
    please generate an audio story about {};
    Tell me the story of {}.; can you make an audio story about {}?; I want to hear {}.; what does {} sound like?;
    Make a soundscape of {}.; create {}; give me the sound of {}; Imagine {}.; i want a story about {}; let me hear {};
    Generate {}.; an audio scene of {}; Take me to {}.; sound story: {}; something about {}; I'd like to listen to {}.;
    Could you do {} for me?; A radio play about {}.; how would {} sound?; We are making a film about {}.;
    atmosphere of {};
    Let's try {}.; a few sounds from {}; {} please; Picture this: {}.; the story of {}; ambience for {};
    tell {} in sounds;
    My son wants to hear {}.; write and play a scene about {}; Theme: {}.; audio drama, {}; do {} next;
    It's about {}.; Here is the situation: {}.; surprise me with {}; make {} come alive""")
"""Take a noun phrase that names a situation."""

PLACE_NAMES = parts("""{0}; {0}; {0}; the {0}; the {0}; a {0}; at the {0}; in the {0}; {0} {1}; the {0} of the {1}; a {0} with a {1};
    the old {0}; a day at the {0}; the {0} at night; an evening at the {0}; a trip to the {0}; {0} in trouble;
    a walk through the {0}; visiting the {0}; inside the {0}; the {0} in winter; the abandoned {0}; a busy {0};
    a quiet {0}; the {0} party; the {0} attack; {0} practice; the great {0}; a {0} by the sea; the {0} in the woods;
    {0} in the city; {title} with a {0}; the {0} wakes up; a {0} and a {1}; a visit from a {0}; the last {0};
    {0} day; {0} night; the {0} room; a {0} adventure; my first {0}; the {0} school; on a {0}; the {0} festival""")
"""Places and occasions; {0} and {1} are common words, {title} one of a situation's."""

PLACE_REQUESTS = parts("""We spent the whole {time} at {}.; My {person} took us to {}.; My {person} works there: {}.;
    What would we hear at {}?; what goes on at {}?; I have never been to {} before.; Nothing prepared us for {}.;
    something like {} to help me fall asleep; {} for my role playing group; {}, please make it {mood};
    {} as {mood} as you can; an intro for my podcast about {}; {} - for my class of eight year olds;
    let my {person} hear {}; It was our first time: {}, and we were so {mood}.; We dared each other: {}.;
    Nobody expected {} that {time}.; Everything here reminds me of {}.; {}, just as in the old days; memories of {};
    I was {mood} at {}.; It is {time} and I am thinking of {}.; {} on a {mood} {time}; the {mood} side of {};
    {}, {time}; my {person}s {}; At last, {}!; {} with my {person}; a {mood} {time}: {}; {} is not for everyone.;
    Could you do {} for my {person}?; Close your eyes. You are at {}.; I need {}, about as {mood} as it gets;
    Nothing is as {mood} as {}.; Have you ever been to {} in the {time}?; i always wanted to hear {}""")
"""More ways to ask for a place; {time}, {mood} and {person} say nothing of what is heard."""
TIMES = parts("morning; afternoon; evening; night; weekend; Sunday; Saturday; summer; winter; day; holiday; midnight")
MOODS = parts(
    "creepy; cosy; funny; loud; quiet; calm; nervous; happy; sad; tense; exciting; wild; lazy; boring; long; strange"
)
PERSONS = parts("""daughter; son; grandma; uncle; grandfather; dad; mother; sister; friend; neighbour; teacher; cousin;
    little brother; wife; husband; family; class; boss""")

CLAUSE_REQUESTS = parts("""{}.; {}; {}.; {}!; Scene: {}.; Tell a story: {}.; a story where {}; imagine this, {};
    make a sound story in which {};
    I want to hear how {}.; Picture this: {}.; please generate audio: {}; Story idea: {}.; can you do this, {}?;
    "{}" """)
"""Take a whole clause that names a situation."""

PROSE_REQUESTS = parts("""Tell this story: {}; Please turn this into sound: {}; Here is my story. {};
    Make audio for this: {};
    Can you play this? {}; A short scene. {}; Audio drama: {}; Generate the sounds for this text: {}; Listen. {};
    My story goes like this. {}; Story: {}; I need sound for this scene: {}""")
"""Take sentences."""

LENGTHS = parts("""{} s; {} seconds; about {} seconds; {} sec; {} seconds long; {}s; a {} second clip;
    {} seconds in total; length {} s""")
SCENE_COUNTS = parts("in {} scenes; {} scenes; tell it in {} scenes; {} parts; split into {} scenes")

# --- prose ---------------------------------------------------------------------------------------------------

FIRST = parts("""first; at first; to begin with,; it *starts like this:; in the beginning; at the start; one day;
    one evening;
    one morning; it all *begins when; the story *opens and; once upon a time""")
NEXT = parts("""then; then; then; after that; next; a moment later; a little later; soon; suddenly; after a while;
    shortly after,; later;
    and then; all at once; minutes later; somewhere; far away; nearby; not much later,; out of nowhere;
    now;
    without warning,; right after that,; a few seconds later,; from somewhere""")
LAST = parts("""finally; in the end; at last; to finish,; at the very end; last of all,; and finally; to end it,;
    eventually;
    and at the end; and then, at last,; it *ends when""")
AGAIN = parts("again; once more; one more time; for a second time,; yet again")
JOINS = parts(""", then @; and then @; , and then @; , and @; before @; , after which @; , and a moment later @;
    , and soon @;
    , and after that @; , and suddenly @; until @; and @; , later @; - then @""")
"""Between two clauses in the order in which they happen; @ stands for the second."""
ORDERED_PAIRS = parts("""after {a}, {b}; when {a}, {b}; as soon as {a}, {b}; once {a}, {b}; {a}, and only then {b}""")
"""Pairs told in the order in which they happen."""
INVERTED_PAIRS = parts("""before {b}, {a}; {b}, but before that {a}; {b}, but first {a}; {b} after {a};
    {b}, though not before {a}; {b} only after {a}; just before {b}, {a}""")
"""Pairs told in the opposite order: {a} happens first."""
HEARING = parts("""I *hear {}; we *hear {}; you *hear {}; she *hears {}; he *hears {}; Anna *hears {}; there *is {};
    we *listen to {};
    everyone *hears {}; Tom *notices {}; the next sound *is {}; one *hears {}; they *hear {}; it *is {};
    the children *hear {};
    what we *hear is {}; my ears *catch {}""")
TAILS = parts("""and nobody *minds; and everyone *looks up; to everyone's surprise; just as expected; of course;
    as always; as usual;
    and nobody *knows why; for no reason; which *feels strange; and my heart *beats faster; and she *smiles;
    not far away; close by;
    somewhere in the dark; down the road; behind the house; it *seems; for a while; for a moment; and it *takes a while;
    and that *is that; as if by magic; and nobody *is surprised; so they *say; like every day""")
AGENTS = tuple(
    (name, person)
    for person, names in {
        "she": """Anna; Tom; my uncle; the old man; a stranger; he; she; a boy; our neighbour; Maria; a young woman;
        Mr Miller;
            my brother; the girl; Peter; a soldier; my aunt; the visitor; Leo; a tired traveller; Lisa; the farmer;
            a child;
            the doctor; Sam; an old lady; Fatima; Kenji; my best friend; the landlord""",
        "I": "I; I; I",
        "we": "we; we; they; you; two friends; the boys; my parents; the neighbours",
    }.items()
    for name in parts(names)
)
"""Who can take the place of "someone", with the person of the verb."""

FILLERS = parts("""it *is a cold morning; it *is late; nobody *is awake yet; the sun *is low; the moon *is full;
    it *is dark; the sky *is grey;
    the air *is warm; it *is a hot day; it *is almost midnight; it *is a day like any other; everything *is calm;
    I *am tired;
    I *am a little afraid; I *feel lonely; Anna *can't sleep; Tom *is seven years old;
    my grandmother *lives alone up here;
    the old man *has no family left; we *are far from home; nobody *knows where we are; she *wears a red coat;
    he *is in love;
    the letter *is still on the table; the soup *is cold by now; it *smells of wet leaves; it *smells of fresh bread;
    dinner *is almost ready; there *is fog everywhere; the light *is golden; the shadows *are long;
    nothing *is as it seems;
    everybody *is excited; the children *are happy; he *thinks of his mother; she *thinks about the old days;
    we *have no plan;
    the stars *are out; the snow *is deep; time *stands still; it *is hard to believe; I *don't know what to do;
    he *is not afraid;
    she *closes her eyes; they *look at each other; I *hold my breath; my hands *are cold; this *is the year 1890;
    the year *is 2140;
    it *is a quiet street; there *is nobody around; my sister *is nervous; the captain *is worried;
    the house *is very old;
    the village *is small; it *is summer; it *is the middle of winter; autumn *is here; spring *is not far;
    it *is Friday;
    it *is my day off; I *like this place; we *are on holiday; the night *is long; the road *is empty;
    he *is late again;
    she *has waited for years; nobody *is home; I *remember it well; that *is how it goes here; it *is his last day;
    she *is new in town;
    the dress *is blue; the boy *is hungry; the king *is old and tired; the queen *is angry; the treasure *is gone;
    they *are not alone; it *is a secret; the map *is wrong; we *have lost the way; help *is far away; it *is over soon;
    you *can feel the tension; nobody *dares to move; it *feels like a dream; the mood *is peaceful; the mood *is tense;
    the mood *is sad; the mood *is cheerful; it *is a strange evening; there *is no one else; my coffee *is cold;
    he *looks at the wall;
    she *reads the note again; Maria *is 34 and a teacher; the twins *are bored; I *am nine years old;
    it *is the best day of the year;
    everybody *waits; nobody *talks about it; he *has blue eyes; the flowers *are red; she *likes it that way;
    it *is a small world;
    the air *is cold and clear; the colours *are wonderful; we *are almost there; he *wants to go home; I *miss her""")
"""Clauses without a sound: people, weather, places, feelings."""

# --- reasoning -----------------------------------------------------------------------------------------------

REASONED = {
    "room": "in a room", "cathedral": "in a cathedral", "cave": "in a cave", "outdoors": "outdoors",
    "telephone": "over a telephone", "old radio": "over an old radio", "underwater": "underwater",
    "behind a door": "behind a door", "bed rain": "with rain throughout", "bed wind": "with wind throughout",
    "bed crowd": "with a crowd throughout",
    "bed traffic": "with traffic throughout", "bed sea": "with the sea throughout",
    "bed crickets": "with crickets throughout",
}  # fmt: skip
"""Part of a style -> its fixed words in the reasoning."""
REASONED_STYLE = "All of it is {}."
REASONED_PLAIN = "Dry and clean."
REASONED_HEARD = "In order: {heard}."
LIKENED = " much like"
REASONED_PLACE = "Imagine {place}," + LIKENED + " {setting}: {n}."
QUOTATIONS = {"In order:": ".", "Imagine": ","}
"""How these begin to quote the instruction -> the sign that ends the quotation."""
REASONED_LIST = "It is {m} in {n}."
REASONED_LONG = "It is {m} in {total} s, so some come again in {n}."
REASONED_CLIP = "One scene of {total} s."
REASONED_CLIP_LINKS = (
    "It fills the whole time that was asked for.",
    "Nothing comes before it and nothing after it.",
)
REASONED_LINKS = (
    "Each sound follows the one before it without a gap.",
    "The length of each scene suits its sound.",
)
"""Said of very short stories, so that there is something to read."""
