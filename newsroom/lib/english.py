"""Words of English that are met everywhere: as the title of a show, each of them alone tells nothing."""

# Nobody means anything in particular by these.
_LITTLE = """
    a about above after again against ago all almost along already also although always am among an and another any
    anybody anyone anything are around as at away back be because been before behind being below beneath beside between
    beyond both but by can cannot could did do does doing done down during each either else enough even ever every
    everybody everyone everything everywhere few first for from further had has have having he her here hers herself
    him himself his how however i if in inside instead into is it its itself just last least less let like many may me
    might mine more most much must my myself near neither never next no nobody none nor not nothing now of off often on
    once one only onto or other others our ours out outside over own past per perhaps rather same second several shall
    she should since so some somebody someone something sometimes soon still such than that the their theirs them
    themselves then there these they third this those though three through to together too toward two under until up
    upon us very was we well were what whatever when where whether which while who whole whose why will with within
    without would yes yet you your yours yourself
"""

# Frequent nouns, verbs and adjectives of five letters and more.
_FREQUENT = """
    accused action actor actors advice affair affairs afraid agency agent agents alone america american americans
    angel angels anger animal animals answer answers april arrow attack august author autumn awake award awards banana
    basic beach bears beast beauty became become begin beginning believe better bill billion billions birth birthday
    black blind block blood board boats bodies bonds bones books border bottom brain brave bread break breaking bridge
    bright bring broken brother brothers brown build building burning business butter camera campaign captain career
    cause castle casting caught center central century chain chair challenge chance change changes chaos
    chapter character charge charmed chase check chief child children choice church circle cities citizen city class
    classes clean clear clients climate close closed cloud clouds clue coast coffee color comedy comes coming common
    community company complete conflict contact control convict cooking corner corporate council country
    couple court courts cover crash crazy create creature crime crisis critic cross crowd crown cruel culture curse
    damage damages dance dancer dancing danger dates daughter david death debris deadline debut decade december
    decision deep delivery demon departure desert desire destiny detective devil devils diary different
    dinner director doctor doctors doing dollar double doubt dragon dragons drama dream dreams dress drink drive driver
    drops earth eight elementary elite emergence emergency empire empires ending enemy energy enough entertainment
    episode episodes escape event evening evidence example exile expert explain extra extreme face
    faces fact facts faith fallen fallout falling false family famous fantasy farm father fathers fault favorite fear
    february feeling fellow female festival fever fiction field fifth fifty fight final finale finally finger fires
    firefly first fixer flash flight floor flower follow following force foreign forever forgotten forty fortune
    foundation founder freedom fresh friday friend friends fringe front fruit future galaxy games garden general
    generation gentleman getting ghost ghosts giant girlfriend girls given giving glass global glory goddess going
    golden gossip government grace grand grave great green grief ground group growing grown guard guest guilty habit
    happen happened happily happiness happy hands harbor harvest haven having heads health heart hearts heated heaven
    heels heist hello helper hidden highway history holding holiday holidays homeland honest honor horror
    horse hospital hotel hours house houses human humans hundred hunted hunter hunters hunting husband ideal image
    impact important industry infinite inside instinct invasion island issue january jewel journal journey judge july
    jungle junior justice keeping kidding killer killers killing kingdom kitchen knight knights known language large
    later laugh launch lawyer leader leading league learn leave legacy legend legends letter letters level liberty
    light lights limitless lines lion little lives living local london lonely longer longing looking losing losers
    loved lover lovers loving loyal lucky lunch machine madness magic magician magicians major maker making manhunt
    march marriage married master masters matter mayor meaning measure medal media medical medium meeting
    member memory message metal middle midnight might miles military million minds minister minute minutes
    miracle mirror misfits missing mission mixed model modern moment moments monday money monster monsters months
    moral morning mother mothers motive mountain mouse mouth movie movies murder murders museum music mystery
    naked named nation nature nearly neighbor neighbors network networks newsroom nights nobody normal north notice
    november number nurse ocean october offer office officer opening opera opinion orange order orders original
    origin orphan outlander outsider outsiders owner pages panic paper paradise parent parenthood parents paris
    parts party passion passenger pattern peace people perception perfect person pharmacy photo piece
    pieces pilot place places plain planet plans plant plate player players pleasure plenty plot poets point poison
    police politician politics popular position possible power powers practice preacher presence present president
    pressure pretty price pride priest prime prince princess prison private problem process producer product profile
    program project promise proof prophet public punch punish purpose pushing quantum queen queens quest question
    questions quick quiet quite radio raised rating reach reader reading ready real reality really reason rebel
    rebels recipe record recovery redemption reign release remember renewal report reporter rescue resident rest
    result return returns reunion reveal revenge revolution right rings river roads rocket roman romance roots rough
    round route royal royals rules running salvation sanctuary saturday scale scandal scene school science score
    scream screen search season seasons secret secrets section sense september series service settle seven severance
    shade shadow shadows shameless shape share sharp sheriff shift shining ship shock short shot shots show shows
    shrink sight signal silence silent simple since singer single sister sisters sitcom skins sleep slow small smart
    smoke social society soldier soldiers solid something sorry sound source south space speak special species speed
    spell spirit sport sports spring stage staff stars start state states station stay steel steps still stone stop
    stories storm story strange stranger strangers stream street strike strong struck student students studio
    style success succession suits summer sunday supernatural support surface survivor survivors swamp sweet system
    taboo taken taking talent tales talking taste teacher teachers teams tears teenage television temple ten terms
    terror thanks theater thing things think thirteen thirty thought thousand threat thrill throne throw thursday
    ticket tiger times timeless title titans today together tomorrow tonight touch tower towers traffic trailer
    train training travel traveler travelers treason treasure treatment trees trial tribe trick trigger trouble truck
    trust truth tuesday turned twelve twenty twins twist unbelievable uncle underground union unit united universe
    unknown update upload upright utopia valley values vampire vampires vegas version veteran vice victim victory video
    view vigil viking vikings village villain virgin vision visit visitor visitors voice voices wages waiting walking
    wanted warning warrior warriors watch watcher watching watchmen water waves wealth weapon weather wedding wednesday
    weeds week weekend weeks weird welcome western wheel where whisper white wicked widow wild wilderness willow
    winner winter wisdom wise witch witches witness wolf wolves woman women wonder wonders words working world worlds
    worst worth worthy wounds write writer writers wrong years yellow yesterday young younger youth zombie zombies
"""

LITTLE = frozenset(_LITTLE.split())
ORDINARY = LITTLE.union(_FREQUENT.split())
PREPOSITIONS = frozenset(("about", "after", "at", "before", "by", "for", "from", "in", "into", "of", "on", "over"))
PREPOSITIONS |= {"since", "to", "under", "until", "with"}

_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
"""
_CARDINALS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
"""
ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
CARDINALS = {word: number for number, word in enumerate(_CARDINALS.split(), start=1)}


def number_of(word):
    """The number that ``word`` says, in digits, as an ordinal or in letters; ``None`` where it says none."""
    word = word.lower()
    digits = word.rstrip("sthndr") if word[:1].isdigit() else word
    if digits.isascii() and digits.isdigit() and len(digits) <= 3:
        return int(digits)
    return ORDINALS.get(word) or CARDINALS.get(word)
