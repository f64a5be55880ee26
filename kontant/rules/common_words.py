"""Words that tell nothing: those that could stand in the reason of any case, and in the goal of anybody.

Danish and English in one list, since a journal has both. A line that begins with # says what the next ones are.
"""

from collections.abc import Iterator


def _words(text: str) -> Iterator[str]:
    return (word for line in text.splitlines() if not line.startswith("#") for word in line.split())


IN_ANY_REASON: frozenset[str] = frozenset(
    _words("""
# Danish: small words
af alle alt at da de dem den der deres det dette disse efter eller en end er et fik for fordi forhold fortsat fra
før gør ham han hans har havde have heller hende hendes her hermed hertil hos hun hvad hvis hvorfor i idet ifm ift
iht ikke imod ind indtil ingen intet ja jf jfr kan kun kunne man med men mens mere mest må måtte ned nej nogen noget
nok nu nuværende ny nye når og også om op os over p.t pga pt på samme samt selv siden sidst sidste sig sin sine sit
skal skulle som stadig så sådan tidligere til ud ude uden under var ved vedkommende vedr vedrørende vi videre vil
ville være været årsag årsager
# Danish: what stands in any case
225 225-timersreglen adgang afgørelse afklaring afsnit afventer aktiveres aktuelle aktuelt alene anden andet anses
ansvar arbejde arbejdes arbejdsmarkedet barrierer bedring begrundelse begrundelser berettiget beskæftigelsesrettede
beskæftigelsesrettet bilag bl.a bla delt deltage deltagelse delvis dog dokumentation drøftet dårlig dårligt
eksisterende fastholdes forskellige forværre forværres forværret forværring fysisk fysiske følge gang gav generel
generelt givet godt gældende gælder hel hensigtsmæssigt hensyn hensynet henvises henvisning indsats indsatsen
jobcenter jobcenteret jobcentret klar kommune kommunen kompleks komplekse krav kræver ledighed lægelig lægelige
længere m.v mange mangler medfører meget mulig mulighed mulighederne muligt mv målgruppe målgruppen nedenfor nedsat
nødvendig nødvendigt omfang omfattet opfylde opfylder oplysninger oplyst osv oven ovenfor ovennævnte ovenstående
overfor passer periode perioden personlige problemer problemstilling problemstillinger psykisk psykiske punkt reglen
regler relevant relevante rimelig ringe rådighed sag sagen samlede se situation situationen skader skøn skønnes
social sociale stand standard står sundhedskoordinator sygdom sygdommen sygemeldt tages tid tidspunkt tilfælde
tilladelse tilstand tilstanden timekravet timer timersregel timersreglen udfordret udfordringer udover
vanskeligheder vanskeligt væsentlig væsentligt ændret ændring ændringer øvrigt
# English: small words
a about above after all also an and any are as be because been before being but by can could did do does due during
each from had has he here him his how if in into is it its just least like may more most must no nor not now of off
on only or other our out own per same she should since so some still such than that the their them then there these
they this those to too until up us very was we well were what when where which while who why will with within
without would yes yet
# English: what stands in any case
able account activation activities activity again allow allows another applicable applies apply assessment bad
barriers basis beyond capable capacity case cases cause causes challenges change changed changes circumstances
complex condition conditions considered continue continued continues current currently doctor earlier employment
extended extension file further general given grounds group health hour-rule hours illness inability job jobcentre
journal labour lack limited made make market measure measures medical meet meets mental need needs note notes offer
offers part participate participation particular period person personal physical poor present prevent prevents
previous previously problem problems prolong prolongation prolonged reason reasons reduced refer reference related
remain remains renewed request required rule see short sickness state status take taking therefore time unable
unchanged unemployment unfit valid warrant warranted word words work working works worse worsen worsened worsens
""")
)
"""What stands in any reason for an exemption."""

IN_ANY_GOAL: frozenset[str] = frozenset(
    _words("""
# Danish: small words
af alle alt at bare da de den der deres det dette dig din dit du efter egen eget egne eller en ens er et fast faste
for fra før først gerne ham han hans har have hen her hos hun hurtigst hvad hver hvilke hvilken hvilket hvis hvor
hvordan i ikke ind inden jeg kan kort kunne lang lidt lige længere man med meget men mere mest mig min mine mit mod
muligt må ned nogen noget nok nu nå når nås og også om op os over på selv sig sigt sin sine sit skal snarest som så
til ud ude uden under ved vi videre vil være år
# Danish: verbs without a task
afklare afklares afklaret arbejde arbejder begynde beholde blive bliver bruge deltage fastholde finde findes
forbedre forbedret forblive fortsætte fungere få får gør gøre holde håndtere klare komme kommer lave leve magte
mestre opleve opnå orke passe passer prøve se starte styrke styrkes styrket tage tilbage trives udføre udvide udvikle
undersøge vende øge øges øget
# Danish: trying and clarifying, and what is tried and clarified in every offer
afdække afdækker afdækkes afdækket afdækning afklarer afklaringen afprøve afprøver afprøves afprøvet afprøvning
afprøvningen arbejdsfunktion arbejdsfunktioner arbejdsopgave arbejdsopgaver arbejdsprøvning erfaring erfaringer erhverv
flere forskellig forskellige fuld fulde fuldt fysisk fysiske gradvis gradvist hensyn jobfunktion jobfunktioner kendskab
kvalificere kvalificeres kvalifikationer løntimer mentalt muligheden mulighederne opgave opgaver opkvalificere
opkvalificeres opkvalificering opkvalificeringen optrapning optrappe optrappes praktikken psykisk psykiske realistisk
realistiske ressourceforløb skånebehov skånehensyn skånehensynene social sociale tid tider tilknytningen timeantal
timer timetal timetallet udvikles udviklet virksomhed virksomheden virksomheder virksomhederne virksomhedsrettede
virksomhedsrettet
# Danish: goals that anybody may have
afklaring afklaringsforløb aktiv aktivering aktivitet aktiviteter anden andet arbejdet arbejdsevne arbejdsevnen
arbejdsidentitet arbejdsliv arbejdslivet arbejdsmarked arbejdsmarkedet arbejdsmarkeds arbejdsplads balance bedre
bedring bedst beskæftigelse borger borgeren borgers branche dag dagen delmål deltid egnet faglige fleksjob forhold
form fremad fremmøde fremtid fremtiden fuldtid fuldtidsarbejde fuldtidsjob førtidspension glad gladere god godt hav
helbred helbredet hele hverdag hverdagen hylde igen indhold indkomst indsats interesse interesser job jobbet jobmål
jobparat jobs klar kompetencer kontanthjælp kræfter liv livet livskvalitet lønarbejde lønnet mening mestring
motivation motiveret mulig mulighed muligheder måde måder mål målet nemmere netværk normal normalt ny nye nyt
ordinær ordinære ordinært overskud parat personlige plads positiv praktik progression prøvet rask raskmeldt relevant
ressourcer retning rette rigtige ro rutine rutiner selvforsørgelse selvforsørgende selvforsørget selvstændig
selvtillid selvværd situation situationen skridt stabil stabilitet stabilt sted stedet struktur styr større støtte
succes sund sundt særlige tiden tilbud tilknytning tilværelse tilværelsen ting trivsel tæt tættere uafhængig
uddannelse udvikling unge varig varigt velvære vilkår virksomhedspraktik
# English: small words
a about all an and any are as asap back be been before being by can do does from get gets getting go going good had
has he him his how if in into is it its just like me more most my no not of off on one or other out own possible she
should so some soon still such than that the their them then there they this to too up us very was we well what when
where which who will with would you your
# English: verbs and goals that anybody may have
ability able achieve active activities activity again become benefit benefits better capacity clarification
clarified clarify closer come competences confidence continue cope daily-life develop development doing education
employed employment energy everyday feel feeling find finding fit flex forward full full-time future goal goals
great greater grow happy health healthier healthy help hold improve improved improvement improving income
independence independent interests job-market keep kind labour life live living look maintain make manage market
meaning meaningful motivated move moving network new off-benefit offer opportunities ordinary others overview paid
part part-time person personal place placement positive professional progress quality ready realistic regular
resources right routine routines safe self self-confidence self-esteem self-sufficient self-supporting skills
something special stability stable start stay step steps strength structure success sufficient suitable suits
support supporting terms things thrive time toward towards track train training try value well-being wellbeing work
work-ready working workplace
# English: trying and clarifying, and what is tried and clarified in every offer
accommodations adjustments assess assessed assessing assessment attached attachment chance chances clarifying companies
company connection consideration considerations experience explore explored exploring functions gain gained gradual
gradually hour hours increase increased increasing knowledge limits link linked linking links mental number physical
possibilities possibility qualification qualifications qualified qualify reskilling social task tasks test tested
testing tests tried tries try trying upskill upskilling workplaces
""")
)
"""What stands in any goal."""
