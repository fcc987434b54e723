// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/text/code_points.h"
#include "core/text/longest_match.h"
#include "core/text/ptb_tokenizer.h"
#include "core/text/unicode.h"

#include <QTest>
#include <stdexcept>

using namespace fulcrum;
using namespace fulcrum::text;

namespace {

std::string line(std::string_view text)
{
    std::string out;
    for (const std::string& token : ptbTokens(text))
        out += (out.empty() ? "" : " ") + token;
    return out;
}

std::string repeated(std::string_view part, std::size_t bytes)
{
    std::string out;
    while (out.size() < bytes)
        out += part;
    return out;
}

} // namespace

class TestPtb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The golden lines and code points run in tst_metrics; here are the contract and hostile input.
    void captionDropsPunctuationButKeepsBrackets()
    {
        QCOMPARE(ptbCaption("A man, (left) - \"sits\"..."), std::string("a man -lrb- left -rrb- sits"));
        QCOMPARE(ptbCaption(""), std::string());
        QCOMPARE(ptbCaption(" \t . , ; : "), std::string());
        QVERIFY(isPtbPunctuation("``"));
        QVERIFY(!isPtbPunctuation("-lrb-"));
        QVERIFY(!isPtbPunctuation("!!"));
        QVERIFY(!isPtbPunctuation(""));
    }

    void lineBreaksBecomeSpaces()
    {
        for (const char* lineBreak : {"\n", "\r", "\r\n", "\v", "\f", "\u2028", "\u2029"})
            QCOMPARE(line("A dog" + std::string(lineBreak) + "runs fast."), std::string("a dog runs fast ."));
    }

    void oneFileLetsACaptionSeeTheNext()
    {
        const std::vector<std::string> captions = {"the park I.", "A young dog", "", "it ends."};
        const std::vector<std::string> together = ptbCaptionsOfOneFile(captions);
        QCOMPARE(together, (std::vector<std::string>{"the park i", "a young dog", "", "it ends"}));
        QCOMPARE(ptbCaption(captions[0]), std::string("the park i."));
        QVERIFY(ptbCaptionsOfOneFile({}).empty());
        const std::vector<std::string> empty = {"", ""};
        QCOMPARE(ptbCaptionsOfOneFile(empty), empty);
    }

    void brokenUtf8IsReplacedFirst()
    {
        QCOMPARE(line("dog\xff\xfe cat\xc3"), line("dog\uFFFD\uFFFD cat\uFFFD"));
        QCOMPARE(line("\xed\xa0\x80 x"), std::string("x"));
        QCOMPARE(line(std::string_view("a\0b", 3)), std::string("a b"));
    }

    void anyBytesGiveCleanTokens()
    {
        Rng rng(5);
        const std::string alphabet = "aZ9 .'\"<>&;-/$#@:()[]\t\n!?,_=^~`\xc3\xa9\xe2\x80\x99\xff\xf0\x9f\x98\x80|\\{}%+*";
        for (int i = 0; i < 3000; ++i) {
            std::string text;
            for (std::size_t k = rng.below(60); k > 0; --k)
                text += alphabet[rng.below(alphabet.size())];
            for (const std::string& token : ptbTokens(text)) {
                QVERIFY(!token.empty());
                QVERIFY(token.find(' ') == std::string::npos && token.find('\n') == std::string::npos);
                QVERIFY(isValidUtf8(token));
            }
        }
    }

    /// Each of these makes a rule look far ahead in vain from every position: a quadratic scanner would need hours.
    void hostileTextIsLinear()
    {
        for (const char* part : {"<a x=\"", "<a b='c\"<a b=\"c'", "http://", "a@", "a.", "a-", "'", "(555", "12 ", "<!", "&",
                 "a.,", "a-b-", "\u0391\u03a3", "&amp;", "\xff", "U.S. ", "<a a a a ", "1/", "...", "\"", "#a"}) {
            const std::string text = repeated(part, 300000);
            QVERIFY(ptbTokens(text).size() <= text.size());
        }
    }

    void lowerCasing()
    {
        const auto full = [](std::u32string_view text) { return toLower(text); };
        QCOMPARE(full(U"\u0130X"), std::u32string(U"i\u0307x"));
        QCOMPARE(full(U"\u039f\u0394\u039f\u03a3 \u03a3"), std::u32string(U"\u03bf\u03b4\u03bf\u03c2 \u03c3"));
        QCOMPARE(full(U"A\u03a3\u00adB"), std::u32string(U"a\u03c3\u00adb"));
        QCOMPARE(toLower(U"\u0130\u03a3", Lowering::Simple), std::u32string(U"i\u03c3"));
        QVERIFY(isDecimalDigit(U'\u0663') && isDecimalDigit(U'7') && !isDecimalDigit(U'\u00b2'));
    }

    void longestMatchPrefersLengthThenOrder()
    {
        LongestMatchRules rules;
        rules.define("word", "[a-z]+");
        rules.addRule(1, "ab{2,3}");
        rules.addRule(2, "{word}");
        rules.addRule(3, "a(.)*z!");
        rules.finish();
        LongestMatchScanner scanner(rules);
        const auto first = [&](std::u32string_view text) {
            scanner.begin(text);
            const auto match = scanner.match(0);
            return std::pair(match.tag, match.length);
        };
        QCOMPARE(first(U"abb"), std::pair(1, std::size_t{3}));
        QCOMPARE(first(U"ABBB"), std::pair(1, std::size_t{4})); // literals match in any case
        QCOMPARE(first(U"abbbb"), std::pair(2, std::size_t{5}));
        QCOMPARE(first(U"ab z!"), std::pair(3, std::size_t{5}));
        QCOMPARE(first(U"ab z?"), std::pair(2, std::size_t{2}));
        QCOMPARE(first(U"!"), std::pair(-1, std::size_t{0}));
    }

    void wrongPatternsAreReported()
    {
        LongestMatchRules rules;
        for (const char* pattern : {"(a", "[a", "{nothing}", "a)", "a{2", "\\u{"})
            QVERIFY_EXCEPTION_THROWN(rules.addRule(0, pattern), std::logic_error);
    }
};

QTEST_GUILESS_MAIN(TestPtb)
#include "tst_ptb.moc"
