// SPDX-License-Identifier: GPL-3.0-or-later
// The token rules of the Penn Treebank conventions as the COCO caption evaluation applies them, written from a description
// of the behaviour and from recorded outputs (tests/data/golden/metrics/captions). Longest match wins, look-ahead
// included; of equal lengths the earlier rule. Literals match in any case, bracketed sets are exact.
#include "core/text/ptb_rules.h"

#include <iterator>
#include <span>

namespace fulcrum::text {
namespace {

#include "core/text/ptb_classes.inc"

CodePointSet setOf(std::span<const CodePointSet::Range> ranges)
{
    CodePointSet set;
    for (const CodePointSet::Range& range : ranges)
        set.add(range.first, range.last);
    return set;
}

void add(LongestMatchRules& rules, PtbAction action, std::string_view pattern)
{
    rules.addRule(static_cast<int>(action), pattern);
}

void defineAlphabet(LongestMatchRules& rules)
{
    CodePointSet marks = setOf(kMarks);
    marks.add(0xad, 0xad); // soft hyphen: joins, and is taken out of the token afterwards
    rules.defineSet("letter", setOf(kLetters));
    rules.defineSet("mark", marks);
    rules.defineSet("notN", setOf(kLetters).add(marks).without(U'n').without(U'N'));
    rules.defineSet("digit", setOf(kDigits));
    rules.defineSet("symbol", setOf(kSymbols));
    rules.define("space", R"([ \t\u{a0}\u{2000}-\u{200a}\u{3000}])");
    rules.define("gap", R"([ \t\n\u{a0}\u{2000}-\u{200a}\u{3000}])");
    rules.define("alpha", R"(([{letter}{mark}]|&[aeiouAEIOU](acute|grave|uml);))");
    rules.define("alnum", R"([{letter}{digit}])");
    rules.define("apos", R"((['\u{92}\u{2019}]|&apos;))");
    rules.define("anyApos", R"((['\u{92}\u{2019}`\u{91}\u{2018}\u{201b}]|&apos;))");
    rules.define("word", R"({alpha}({alpha}|{digit})*([.!?]{alpha}({alpha}|{digit})*)*)");
    rules.define("clitic", R"({apos}([msdMSD]|re|ve|ll))");
    rules.define("nt", R"(n{apos}t)");
    rules.define("amp", R"((&|&amp;))");
}

void addTags(LongestMatchRules& rules)
{
    rules.define("tagName", R"([A-Za-z][A-Za-z0-9_:.\-]*)");
    rules.define("tagValue", R"(('[^']*'|"[^"]*"|{tagName}))");
    rules.define("tag",
        R"(<([!?][A-Za-z\-][^>\r\n]*|/?{tagName}({gap}+{tagName}({gap}*={gap}*{tagValue})?)*{gap}*/?{gap}*)>)");
    add(rules, PtbAction::KeepGlued, "{tag}");
}

/// Words, their contractions and the words that keep an apostrophe.
void addWords(LongestMatchRules& rules)
{
    add(rules, PtbAction::SplitTail3, "cannot|{apos}twas");
    add(rules, PtbAction::SplitTail2, "gonna|gotta|lemme|gimme|wanna|{apos}tis");
    add(rules, PtbAction::AheadClitic, "({word}|{digit}+){clitic}");
    add(rules, PtbAction::AheadNt, R"({alpha}*{notN}{nt})");
    add(rules, PtbAction::Keep, "{word}");
    add(rules, PtbAction::Keep,
        R"({apos}n{apos}?|[lLdDjJ]{apos}|dunkin{apos}|somethin{apos}|ol{apos}|{apos}em|{apos}till?|{apos}cause|)"
        R"({apos}[0-9]0s|[A-HJ-XZn]{anyApos}[{letter}]{2,}|[{letter}]+[aeiouyAEIOUY]{anyApos}[aeiouA-Z][{letter}]*|)"
        R"(cont{apos}d\.?|nor{apos}easter|c{apos}mon|e{apos}er|s{apos}mores|ev{apos}ry|li{apos}l|nat{apos}l)");
    add(rules, PtbAction::AheadOne, "y{apos}[{letter}]");
    add(rules, PtbAction::Clitic, "({clitic}|{nt})[^A-Za-z]");
}

void addAddresses(LongestMatchRules& rules)
{
    rules.define("path", R"(/[^ \t\n"<>|()]+[^ \t\n"<>|.!?()\{\},\-])");
    add(rules, PtbAction::Keep, R"(https?://[^ \t\n"<>|()\{\}]+[^ \t\n"<>|.!?()\{\},\-])");
    add(rules, PtbAction::Keep,
        R"((www\.([^ \t\n"<>|.!?()\{\},]+\.)+[a-zA-Z]{2,4}|([^ \t\n"`'<>|!()\{\}$,-_]+\.)+(com|net|org|edu)){path}?)");
    add(rules, PtbAction::Keep,
        R"((&lt;|<)?[a-zA-Z0-9][^ \t\n"<>|()\u{a0}]*@([^ \t\n"<>|().\u{a0}]+\.)*[^ \t\n"<>|().\u{a0}]+(&gt;|>)?)");
    add(rules, PtbAction::Keep, R"(@[A-Za-z_][A-Za-z_0-9]*|#{alpha}+)");
}

void addNumbers(LongestMatchRules& rules)
{
    add(rules, PtbAction::Keep, R"([0-9]{1,2}[\-/][0-9]{1,2}[\-/][0-9]{2,4})");
    add(rules, PtbAction::Keep, R"([+\-]?({digit}+|{digit}*([.:,\u{ad}\u{66b}\u{66c}]{digit}+)+))");
    add(rules, PtbAction::Keep,
        R"([\u{207a}\u{207b}\u{208a}\u{208b}]?([\u{2070}\u{b9}\u{b2}\u{b3}\u{2074}-\u{2079}]+|[\u{2080}-\u{2089}]+))");
    add(rules, PtbAction::KeepGlued, R"(({digit}{1,4}[\- \u{a0}])?{digit}{1,4}(\\?/|\u{2044}){digit}{1,4})");
    add(rules, PtbAction::Fraction, R"([\u{bc}\u{bd}\u{be}\u{2153}\u{2154}])");
    rules.define("gapless", R"([\- \u{a0}])");
    add(rules, PtbAction::KeepGlued,
        R"((\([0-9]{2,3}\)[ \u{a0}]?|(\+\+?)?([0-9]{2,4}{gapless})?[0-9]{2,4}{gapless})[0-9]{3,4}{gapless}?[0-9]{3,5})"
        R"(|((\+\+?)?[0-9]{2,4}\.)?[0-9]{2,4}\.[0-9]{3,4}\.[0-9]{3,5})");
    add(rules, PtbAction::AheadOne, R"({apos}[0-9][0-9]{gap})");
}

/// Fixed expressions and compounds with hyphens, slashes and ampersands.
void addCompounds(LongestMatchRules& rules)
{
    add(rules, PtbAction::Keep,
        R"(\-(RRB|LRB|RCB|LCB|RSB|LSB)\-|C\.D\.s|pro\-|anti\-|S{amp}P\-500|S{amp}Ls|Cap{apos}n|c{apos}est)");
    add(rules, PtbAction::Keep, R"(&(HT|TL|UR|LR|QC|QL|QR|odq|cdq|#[0-9]+);)");
    add(rules, PtbAction::Keep, R"((E|Yahoo|Jeopardy)!|c\+\+|[cCfF]#)");
    rules.define("piece", R"(([dDoOlL]{anyApos}{alnum})?{alnum}+)");
    add(rules, PtbAction::Keep, R"({piece}([\-_\u{58a}\u{2010}\u{2011}]{piece})*)");
    add(rules, PtbAction::Ampersand, R"([A-Z]+((\+|{amp})[A-Z]+)+)");
    rules.define("side", R"([A-Za-z0-9]+(\-[A-Za-z]+){0,2})");
    add(rules, PtbAction::Keep, R"({side}(\\?/{side}){1,2})");
    rules.define("acronym",
        R"(([A-Za-z](\.[A-Za-z])+|(Canada|Sino|Korean|EU|Japan|non)\-U\.S|U\.S\.\-(U\.K|U\.S\.S\.R)))");
    add(rules, PtbAction::Keep, R"([A-Za-z0-9][A-Za-z0-9.,\u{ad}]*(\-([A-Za-z0-9\u{ad}]+|{acronym}\.))+)");
}

void addFileNames(LongestMatchRules& rules)
{
    add(rules, PtbAction::AheadOne,
        R"(({alpha}|{digit})+(\.({alpha}|{digit})+)*\.(bat|bmp|c|class|cgi|cpp|dll|doc|docx|exe|gif|gz|h|htm|html|jar|java|)"
        R"(jpeg|jpg|mov|mp3|pdf|php|pl|png|ppt|ps|py|sql|tar|txt|wav|x|xml|zip)({gap}|[.?!,]))");
}

/// Words whose dot belongs to them. The first group ends sentences often, so a capital after it brings a dot of its own.
void addAbbreviations(LongestMatchRules& rules)
{
    rules.define("ending",
        R"((Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu|Thurs|Fri|)"
        R"(Ala|Ariz|[A]z|[A]rk|Calif|Colo|Conn|Ct|Dak|[D]el|Fla|Ga|[I]ll|Ind|Kans?|Ky|[L]a|[M]ass|Md|Mich|Minn|[M]iss|Mo|)"
        R"(Mont|Neb|Nev|Okla|[O]re|Pa|Penn|Tenn|[T]ex|Va|Vt|[W]ash|Wisc?|Wyo|)"
        R"(Inc|Cos?|Corp|Pp?t[ye]s?|Ltd|Plc|Rt|Bancorp|Dept|Bhd|Assn|Univ|Intl|Sys|)"
        R"(Jr|Sr|Bros|(Ed|Ph)\.D|Blvd|Rd|Esq|etc|al|seq)\.)");
    rules.define("title",
        R"((Mr|Mrs|Ms|[M]iss|Drs?|Profs?|Sens?|Reps?|Attys?|Lt|Col|Gen|Messrs|Govs?|Adm|Rev|Maj|Sgt|Cpl|Pvt|Capt|Ste?|Ave|)"
        R"(Pres|Lieut|Hon|Brig|Co?mdr|Pfc|Spc|Supts?|Det|Mt|Ft|Adj|Adv|Asst|Assoc|Ens|Insp|Mlle|Mme|Msgr|Sfc|)"
        R"(vs|Alex|Wm|Jos|Cie|a\.k\.a|cf|TREAS)\.)");
    rules.define("starter",
        R"(([A]|[A]bout|[A]ccording|[A]dditionally|[A]fter|[A]n|[A]s|[A]t|[B]ut|[E]arlier|[H]e|[H]er|[H]ere|[H]owever|)"
        R"([I]f|[I]n|[I]t|[L]ast|[M]any|[M]ore|[M]r\.|[M]s\.|[N]ow|[O]nce|[O]ne|[O]ther|[O]ur|[S]he|[S]ince|[S]o|[S]ome|)"
        R"([S]uch|[T]hat|[T]he|[T]heir|[T]hen|[T]here|[T]hese|[T]hey|[T]his|[W]e|[W]hen|[W]hile|[W]hat|[Y]et|[Y]ou))");
    add(rules, PtbAction::AheadExtraDot, R"({ending}{gap}({gap}|[A-Z]|{tag}))");
    add(rules, PtbAction::AheadTwo, R"({ending}..)");
    add(rules, PtbAction::ExtraDot, R"({ending})");
    add(rules, PtbAction::AheadFromDot, R"((ca|figs?|prop|nos?|art|bldg|pp|op)\.{gap}?[0-9])");
    add(rules, PtbAction::AheadFromSpace, R"(pty\.{space}ltd\.)");
    add(rules, PtbAction::AheadExtraDot, R"({acronym}\.{gap}{starter}{gap})");
    add(rules, PtbAction::AheadDropDot, R"([A-Za-z]\.{gap}{starter}{gap})");
    add(rules, PtbAction::Keep, R"({title}|{acronym}\.?|[A-Za-z]\.)");
}

void addMarks(LongestMatchRules& rules)
{
    add(rules, PtbAction::AheadOneGlued, R"([<>]?[:;=][\-o*']?[()DPdpO\\:@\[\]][^A-Za-z])");
    add(rules, PtbAction::KeepGlued,
        R"([\^x=~<>]\.[\^x=~<>]|[\-\^x=~<>']_[\-\^x=~<>']|\([\-\^x=~<>'][_.]?[\-\^x=~<>']\)|\([\^x=~<>']\-[\^x=~<>'`]\))");
    rules.define("doubleQuote", R"(("|&quot;))");
    add(rules, PtbAction::OpenQuotes, R"({doubleQuote}[{letter}0-9$])");
    add(rules, PtbAction::CloseQuotes, R"({doubleQuote}|'')");
    add(rules, PtbAction::OpenQuotes, R"([\u{93}\u{ab}\u{201c}]|``)");
    add(rules, PtbAction::CloseQuotes, R"([\u{94}\u{bb}\u{201d}])");
    add(rules, PtbAction::OpenQuote, R"('[{letter}][^ \t\n\u{a0}])");
    add(rules, PtbAction::OpenQuote, R"([`\u{91}\u{2018}\u{201b}\u{2039}])");
    add(rules, PtbAction::CloseQuote, R"({apos}|\u{203a})");
    add(rules, PtbAction::Bracket, R"([()\{\}\[\]])");
    add(rules, PtbAction::Ellipsis, R"(\.{3,5}|(\.[ \u{a0}]){2,4}\.|[\u{2026}\u{85}])");
    add(rules, PtbAction::Dash, R"(\-{3,4}|[\u{96}\u{97}\u{2013}\u{2014}\u{2015}]|&(mdash|ndash);)");
    add(rules, PtbAction::Keep, R"(\-+)");
    add(rules, PtbAction::Keep, R"([A-Z]*$)");
    add(rules, PtbAction::Dollar, R"([\u{80}\u{a4}\u{20a0}\u{20ac}])");
    add(rules, PtbAction::Cents, R"(\u{a2})");
    add(rules, PtbAction::Pound, R"(\u{a3})");
    add(rules, PtbAction::Ampersand, R"(&amp;)");
    add(rules, PtbAction::Less, R"(&lt;)");
    add(rules, PtbAction::Greater, R"(&gt;)");
    add(rules, PtbAction::Skip, R"({gap}|&nbsp;)");
    add(rules, PtbAction::Keep, R"([?!]+|\*+|@+|#+|_+|<<?|>>?|[.,;:/&+%\^|\\~=\u{2044}]|{symbol})");
}

LongestMatchRules buildRules()
{
    LongestMatchRules rules;
    defineAlphabet(rules);
    addTags(rules);
    addWords(rules);
    addAddresses(rules);
    addNumbers(rules);
    addCompounds(rules);
    addAbbreviations(rules);
    addFileNames(rules);
    addMarks(rules);
    rules.finish();
    return rules;
}

} // namespace

const LongestMatchRules& ptbRules()
{
    static const LongestMatchRules rules = buildRules();
    return rules;
}

} // namespace fulcrum::text
