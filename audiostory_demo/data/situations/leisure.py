"""Sport, festivals, weddings, music and camping. The format is explained in `audiostory_demo.data.situations`."""

TABLE = """
a football match
  a game of football; the cup final; ninety minutes; the winning goal; a soccer match
  crowd-chatter whistle crowd-cheering drums whistle crowd-cheering|applause / crowd rain / outdoors
a basketball game
  a basketball final; three seconds left on the clock; the home team plays.
  crowd-chatter footsteps-hard whistle drums crowd-cheering alarm-beep / crowd / room
a boxing night
  the big fight; twelve rounds; in the ring
  crowd-chatter man-speaking church-bell crowd-cheering cough church-bell applause / crowd / room
a tennis final
  match point; a sunny day at the tennis court; centre court
  crowd-chatter footsteps-gravel whoosh man-speaking applause crowd-cheering / crowd / outdoors
a horse race
  a day at the races; betting on the grey horse; the derby
  crowd-chatter trumpet horse-neigh gunshot|whistle footsteps-grass crowd-cheering applause / crowd / outdoors
a running race
  the marathon; a hundred metres; the runners at the start
  crowd-chatter gunshot footsteps-hard crowd-cheering cough applause / crowd rain / outdoors
a motor race
  the grand prix; start your engines.; racing cars
  crowd-chatter trumpet vehicle-engine crash siren vehicle-engine crowd-cheering / crowd / outdoors
a swimming competition
  the swimming championship; off the blocks; a day at the pool
  crowd-chatter whistle water-splash crowd-cheering water-splash applause / crowd / room
a swimming pool in summer
  a hot day at the outdoor pool; the diving board; the lido
  laughter footsteps-water water-splash whistle scream eating-crunch water-splash / crowd / outdoors
a fencing tournament
  fencers in white; the fencing final; en garde.
  footsteps-hard whistle sword-clash applause sword-clash crowd-cheering / none crowd / room
a gym
  a workout; lifting weights; training hard; an hour at the gym
  footsteps-hard metal-clang drums whistle metal-clang cough stream / crowd / room
golf
  a round of golf; the eighteenth hole; business on the golf course
  bird-chirping footsteps-grass whoosh water-splash laughter|whoosh applause / wind / outdoors
an archery contest
  the archers; the target and the arrow; Robin Hood's contest
  crowd-chatter trumpet whoosh crowd-cheering whoosh applause / crowd wind / outdoors
ice hockey
  the puck drops.; a hockey night; overtime on the ice
  crowd-chatter organ whistle crash crowd-cheering siren|car-horn / crowd / room
children in the snow
  a snowball fight; building a snowman; the first snow; sledging down the hill
  footsteps-gravel laughter whoosh scream laughter wind-chime|dog-bark door-close / wind / outdoors
an ice rink
  skating in winter; couples on the ice; the frozen canal
  crowd-chatter music-box|accordion footsteps-gravel whoosh crash laughter / crowd wind / outdoors
Christmas Eve
  a christmas story; the night before christmas; santa comes to town.; opening the presents
  wind-chime church-bell footsteps-gravel door-knock laughter organ|music-box fire-crackling / wind none / room
New Year's Eve
  the new year begins.; counting down to midnight; happy new year.; the last minutes of the year
  crowd-chatter clock-ticking church-bell crowd-cheering fireworks laughter|glass-breaking / crowd / outdoors
Halloween
  trick or treat.; children in costumes; ghosts and pumpkins; october thirty-first
  footsteps-gravel owl door-knock door-open-creak laughter scream eating-crunch / wind / outdoors
Easter morning
  hunting for easter eggs; bells on easter sunday; bunnies and painted eggs
  church-bell bird-chirping footsteps-grass rustling-leaves laughter eating-crunch sheep|chicken / none wind / outdoors
carnival
  a carnival parade; masks and confetti; dancing in Rio; mardi gras
  drums crowd-cheering trumpet whistle laughter fireworks / crowd / outdoors
a parade
  the marching band; soldiers on parade; a parade down main street; the national day
  drums trumpet crowd-cheering horse-neigh airplane|gunshot applause / crowd / outdoors
a funfair
  the fairground; roller coaster and candy floss; a night at the fair; the ghost train and the big wheel
  crowd-chatter organ|music-box scream laughter gunshot alarm-beep fireworks / crowd / outdoors
the circus
  the circus is in town.; clowns, lions and elephants; under the big top; the ringmaster calls.
  drums trumpet man-speaking big-cat-roar|elephant laughter whoosh applause / crowd / room
a magic show
  the magician; a rabbit from a hat; sawing the lady in half
  drums man-speaking whoosh sawing scream applause / crowd / room
a wedding
  the wedding day; they said yes.; bride and groom; just married.
  church-bell organ crowd-chatter man-speaking|woman-speaking applause laughter car-horn / crowd none / outdoors
a wedding dance
  the party after the wedding; the first dance; dancing until morning
  crowd-chatter woman-speaking violin|accordion laughter applause glass-breaking fireworks / crowd / room
a funeral
  saying farewell; a burial in the rain; the last journey of an old sailor
  church-bell footsteps-gravel organ man-speaking cough violin|trumpet rain / rain wind / outdoors
a christening in a church
  a baptism in a church; the baby is christened in the church.; a christening with organ in church
  church-bell organ man-speaking water-splash baby-cry laughter organ / none / cathedral / =cathedral
a concert in the park
  open-air music; the band plays in the pavilion.; a summer concert
  bird-chirping crowd-chatter trumpet|violin flute drums applause / crowd / outdoors
a symphony orchestra
  a night at the concert hall; the orchestra tunes up.; the conductor raises his baton.
  crowd-chatter violin flute trumpet|harp drums cough applause / none crowd / room
a rock festival
  a rock concert; the band comes on stage.; thousands in front of the stage
  crowd-chatter crowd-cheering drums acoustic-guitar crowd-cheering fireworks / crowd / outdoors
a jazz club
  late night jazz; smoke and saxophones; the trio starts its set.
  crowd-chatter piano trumpet drums laughter applause / crowd rain / room
a folk music evening
  fiddles and songs; an Irish session; the village dance
  crowd-chatter violin accordion flute footsteps-hard applause|crowd-cheering / crowd / room
the opera
  a night at the opera; the diva sings.; champagne in the interval
  crowd-chatter violin woman-speaking drums scream applause / crowd / room
a recording studio
  recording a song; take seven; musicians behind the glass
  door-close man-speaking cough acoustic-guitar drums piano laughter / none / dry room
a musician on the road
  a travelling musician; the wandering minstrel; songs for a bed and some bread
  footsteps-gravel whistle acoustic-guitar|harp|flute applause metal-clang fire-crackling / wind crickets / outdoors
a one-man band
  the man with all the instruments; so many instruments, so few hands; a musical clown
  drums accordion trumpet metal-clang laughter applause / crowd / outdoors
an orchestra of toys
  the toys come alive.; midnight in the toy shop; the nutcracker
  clock-ticking music-box drums trumpet sword-clash laughter rooster / none / room
a campfire night
  around the campfire; camping in the wild; songs and stories by the fire; scouts at the campfire
  wood-chop fire-crackling acoustic-guitar laughter owl crickets snoring / crickets wind / outdoors
camping in the rain
  a wet night in the tent; the tent leaks.; a holiday with bad weather
  wind rain footsteps-water snoring thunder sneeze|laughter bird-chirping / rain wind / outdoors
a bear at the campsite
  a visitor at the tent; something eats our food.; the bear and the campers
  snoring rustling-leaves eating-crunch bear-growl scream metal-clang footsteps-grass / crickets wind / outdoors
a barbecue
  grilling in the backyard; a summer barbecue; steaks and sausages with the neighbours
  fire-crackling crowd-chatter laughter eating-crunch dog-bark thunder|acoustic-guitar / none crickets / outdoors
a picnic that ends in the rain
  a picnic by the river; sandwiches and dark clouds; a spoiled outing
  stream bird-chirping eating-crunch laughter thunder rain footsteps-grass / wind / outdoors
a summer camp
  kids at camp; the scouts' day; a week without parents
  trumpet|church-bell crowd-cheering water-splash whistle fire-crackling acoustic-guitar owl / crickets wind / outdoors
a theatre premiere
  opening night; the actors are nervous.; the curtain rises.
  crowd-chatter alarm-beep|church-bell footsteps-hard man-speaking sword-clash cough applause / crowd / room
a film set
  shooting a movie; action.; the director is not happy.
  man-speaking door-close sword-clash|gunshot scream man-speaking explosion applause / none crowd / room outdoors
a quiz show
  the big prize; the candidate doesn't know.; a game show on tv
  applause man-speaking clock-ticking alarm-beep woman-speaking crowd-cheering / crowd / room
stand-up comedy
  a comedian on stage; a comedy night; jokes that work
  crowd-chatter applause man-speaking|woman-speaking laughter cough laughter applause / crowd / room
"""
