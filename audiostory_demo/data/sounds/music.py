"""Words for instruments and bells. The format is explained in `audiostory_demo.data.sounds`."""

TABLE = """
accordion music 4-9
  nouns: an accordion; accordion music; a squeezebox; an accordion playing; someone playing the accordion; an accordion
    tune; a street accordion; a concertina; an accordion player; a sailor's accordion; a French accordion; a tune on the
    accordion
  captions: An accordion plays; Someone plays the accordion; An accordion is playing; An accordion plays a tune; A
    lively accordion tune; An accordion plays a waltz; A squeezebox plays; Accordion music; A slow accordion melody; An
    accordion player plays; A cheerful tune on an accordion; A musician plays an accordion; An accordion plays a short
    tune
  phrases: an accordion *plays; someone *plays the accordion; an accordion player *strikes up a tune; someone *squeezes
    an accordion; a sailor *plays the accordion; accordion music *starts; an accordion *plays a waltz; the accordion
    *sings; a busker *plays the accordion; an accordion *starts to play

acoustic-guitar music 4-9
  nouns: a guitar; an acoustic guitar; guitar music; strummed guitar; a guitar playing; someone playing guitar; a
    strumming guitar; guitar chords; a Spanish guitar; a folk guitar; guitars; a guitar solo; a guitarist; a few guitar
    chords; some strummed chords on a guitar
  captions: A guitar plays; Someone plays an acoustic guitar; A guitar is strummed; A guitar plays chords; Someone picks
    a guitar; An acoustic guitar plays a melody; A gentle guitar tune; Guitar strings are plucked; A guitarist strums;
    Soft guitar music; A guitar plays a short phrase; Someone strums a few chords; A Spanish guitar is played; Someone
    strums an acoustic guitar
  phrases: a guitar *plays; someone *strums a guitar; someone *plays the guitar; a guitarist *plays a song; someone
    *picks up a guitar; guitar chords *ring out; a friend *strums some chords; someone *tunes a guitar; a Spanish guitar
    *starts; a busker *plays his guitar; someone *strums a few chords

church-bell event 4-8
  nouns: a church bell; a bell; bells; church bells; a ringing bell; a tolling bell; bells ringing; a bell tower; a
    ship's bell; a big bell; a bell tolling; wedding bells; ding dong; a school bell; a town bell; midnight bells; a
    large tolling bell
  captions: A church bell rings; Church bells are ringing; A bell tolls; A large bell is struck; Bells ring out from a
    tower; A bell rings slowly; A ship's bell rings; A heavy bell tolls; Wedding bells ring; The bell in the tower
    rings; A deep bell tolls twice; Many bells ring together; The tolling of a bell; A bell strikes the hour; A big bell
    rings out
  phrases: a church bell *rings; the bells *ring; a bell *tolls; a bell *answers; the church clock *strikes; the bell
    *strikes midnight; a ship's bell *rings; someone *rings the bell; wedding bells *ring out; the school bell *rings; a
    big bell *tolls in the tower; bells *start to ring; a heavy bell *rings

drums music 4-8
  nouns: drums; a drum; a drum roll; drumming; a drum beat; a drummer; a drum kit; war drums; tribal drums; tabla; drums
    playing; someone playing the drums; percussion; a marching drum; bongos; someone beating a drum
  captions: Drums are playing; Someone plays the drums; A drum kit plays a beat; A drum roll; A steady drum beat; War
    drums pound; A drummer plays; Tabla drums play a rhythm; Drums beat loudly; A funky drum beat; Hands beat on drums;
    A marching drum is beaten; Drums roll; A loud drum beat is played
  phrases: drums *play; the drums *roll; someone *beats a drum; the drummer *starts; war drums *pound; a drum *beats;
    the drums *begin; a drum roll *builds up; someone *plays the drums; tribal drums *sound; the band's drummer *plays;
    someone *starts drumming

flute music 4-9
  nouns: a flute; flute music; a flute playing; a flute melody; someone playing the flute; a wooden flute; a recorder; a
    pan pipe; a shepherd's pipe; a flutist; a bamboo flute; flutes; a soft flute tune; a gentle tune on a flute
  captions: A flute plays; A flute plays a melody; Someone plays the flute; A soft flute tune; A flute is playing; A
    shepherd plays a flute; A gentle flute melody; A wooden flute plays; A flutist plays; Flute music; A bright flute
    tune; A flute plays softly; A lonely flute plays a tune
  phrases: a flute *plays; someone *plays the flute; a shepherd *plays his pipe; a flute *begins a melody; a soft flute
    *sounds; an elf *plays the flute; someone *blows a wooden flute; flute music *drifts over; the flutist *starts; a
    girl *practises the flute; a gentle flute *plays

harp music 4-9
  nouns: a harp; harp music; a harp playing; someone playing the harp; a plucked harp; a harpist; an angel's harp; a
    lyre; harp strings; harps; a Celtic harp; a glissando on a harp; a tune on a harp
  captions: A harp plays; A harp is plucked; Someone plays the harp; Harp music; A gentle harp melody; A harpist plays;
    Harp strings are plucked; A harp plays a dreamy tune; A soft harp is playing; An angel plays a harp; A harp ripples;
    A Celtic harp plays; Someone plucks a harp softly
  phrases: a harp *plays; someone *plays the harp; a harpist *plucks the strings; an angel *plays the harp; a harp
    *sounds; harp music *fills the hall; a bard *plays his harp; the harp *begins; someone *plucks a harp; a soft harp
    *plays

music-box music 4-9
  nouns: a music box; a musical box; a music box melody; a music box playing; a toy music box; a wind-up music box; a
    lullaby; a tinkling music box; a ballerina music box; an old music box; a lullaby from a music box
  captions: A music box plays; A music box plays a tune; A small music box melody; A music box plays softly; An old
    music box tinkles; A toy music box plays; A tinkling music box tune; A wind-up music box plays a lullaby; A music
    box is playing; A delicate music box melody; A little music box slows down; A child's music box plays; A music box
    plays a sweet tune
  phrases: a music box *plays; someone *opens a music box; a lullaby *plays on a music box; someone *winds up the music
    box; an old music box *starts to play; a music box *tinkles; the toy ballerina *turns to a music box; a tiny music
    box *plays; the music box *begins its tune

organ music 4-9
  nouns: an organ; a church organ; a pipe organ; organ music; an organ playing; someone playing the organ; an organist;
    organ chords; a hymn on the organ; a barrel organ; organ pipes; loud organ music; a big pipe organ playing
  captions: An organ plays; A church organ plays; A pipe organ plays chords; Organ music; Someone plays the organ; A
    mighty organ plays; An organist plays a hymn; Solemn organ music; An organ is playing; Deep organ chords; A grand
    pipe organ plays; An organ plays slowly; A big church organ is playing
  phrases: an organ *plays; the organ *begins; the organist *plays a hymn; a church organ *sounds; organ music *swells;
    someone *plays the organ; a mighty organ *plays; the organ *strikes up; the pipe organ *thunders; a big organ *plays

piano music 4-9
  nouns: a piano; piano music; a piano playing; someone playing the piano; a piano melody; a pianist; ragtime piano; a
    grand piano; a piano tune; piano keys; a piano chord; a saloon piano; pianos; a melody played on a piano
  captions: A piano plays; A piano is playing; Someone plays the piano; A piano plays a melody; Piano music; A short
    piano phrase; A piano chord rings out; A pianist plays; A gentle piano tune; A piano plays ragtime; Someone
    practises the piano; A grand piano plays; A saloon piano plays; A soft piano melody is played
  phrases: a piano *plays; someone *plays the piano; the pianist *begins; someone *sits down at the piano and *plays; a
    piano *strikes up; piano music *begins; my sister *practises the piano; a soft piano *plays; someone *plays a few
    notes on the piano; the saloon piano *plays; a piano *starts a melody

singing-bowl music 4-9
  nouns: a singing bowl; a meditation bowl; a gong; a Tibetan bowl; a ringing bowl; a singing bowl ringing; a temple
    bowl; singing bowls; a gong sounding; a humming bowl; a meditation gong; a struck metal bowl; a Tibetan singing bowl
  captions: A singing bowl rings; A singing bowl is struck; A metal bowl hums; A meditation bowl rings; A bowl resonates
    softly; A Tibetan bowl sings; A temple bowl sounds; The long hum of a singing bowl; A gong sounds and fades; A
    bronze bowl rings; A singing bowl hums deeply; Someone plays a singing bowl; A struck bowl rings for long
  phrases: a singing bowl *rings; a gong *sounds; a monk *strikes the singing bowl; a meditation bowl *hums; someone
    *strikes a gong; a Tibetan bowl *sings; a temple gong *sounds; a bowl *rings and *fades; someone *plays a singing
    bowl; a metal bowl *rings softly

trumpet music 3-8
  nouns: a trumpet; trumpets; a trumpet fanfare; a fanfare; a bugle; trumpet music; a trumpet playing; someone playing
    the trumpet; a brass fanfare; a jazz trumpet; a trumpeter; a horn fanfare; a trumpet call; a fanfare on a trumpet
  captions: A trumpet plays; Someone plays the trumpet; A bright trumpet melody; A trumpet plays a short tune; A bugle
    plays a call; A trumpet plays a jazz phrase; A trumpet fanfare; A trumpeter plays; A trumpet sounds; A loud trumpet
    blast; A trumpet is playing; A solemn trumpet call; A trumpet blares; A bright trumpet plays a call
  phrases: a trumpet *plays; a trumpet *sounds; trumpets *blare; a fanfare *sounds; the bugle *calls; a herald *blows
    the trumpet; a jazz trumpet *plays; someone *plays the trumpet; a trumpeter *begins; a trumpet *announces the king;
    a bright trumpet *sounds

violin music 4-9
  nouns: a violin; violin music; a violin playing; a fiddle; someone playing the violin; a sad violin; a violin melody;
    a violinist; a fiddler; strings; a cello; a solo violin; violins; a sad melody on a violin
  captions: A violin plays; Someone plays the violin; A violin plays a melody; A violin is playing; A solo violin; A sad
    violin melody; A fiddle plays; A violinist plays; A violin plays slowly; Violin music; A sweet violin tune; A
    fiddler plays a tune; A violin sings a song; A sad violin plays
  phrases: a violin *plays; someone *plays the violin; a fiddler *strikes up; a sad violin *plays; the violinist
    *begins; someone *practises the violin; a fiddle *plays; a lonely violin *sings; the violins *start; a street
    musician *plays the violin; a solo violin *plays

wind-chime texture 4-8
  nouns: wind chimes; a wind chime; chimes; tinkling chimes; jingling chimes; chimes in the breeze; little bells; bamboo
    chimes; a tinkling wind chime; garden chimes; jingling bells; sleigh bells; little tinkling chimes
  captions: Wind chimes ring; Wind chimes tinkle; A wind chime jingles; Chimes ring softly; Wind chimes tinkle in the
    breeze; A wind chime sways and rings; Small chimes jingle; Garden chimes tinkle; Delicate wind chimes sound; A chime
    rings gently; Metal chimes jingle; Tiny chimes tinkle; Wind chimes jingle softly
  phrases: wind chimes *tinkle; a wind chime *jingles; the chimes *ring; a breeze *moves the wind chimes; chimes *sound
    softly; the wind chime by the door *rings; garden chimes *jingle; little bells *tinkle; the chimes *sway and *ring;
    some wind chimes *ring
"""
