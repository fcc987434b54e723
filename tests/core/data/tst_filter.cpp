// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/data/filter.h"
#include "core/data/filter_highlight.h"
#include "core/data/filter_pattern.h"
#include "core/data/filter_values.h"

#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::data;

namespace {

QString text(const std::string& bytes) { return QString::fromStdString(bytes); }

/// Draws filters whose every member is canonical (see formatFilter).
class RandomFilter
{
public:
    explicit RandomFilter(std::uint64_t seed) : m_rng(seed) {}

    Filter filter()
    {
        Filter made;
        for (std::size_t groups = m_rng.below(5); groups > 0; --groups) {
            FilterGroup group;
            for (std::size_t n = 1 + m_rng.below(3); n > 0; --n)
                group.push_back(condition());
            made.groups.push_back(std::move(group));
        }
        return made;
    }

private:
    template <class T>
    T pick(std::initializer_list<T> values)
    {
        return values.begin()[m_rng.below(values.size())];
    }
    std::string value()
    {
        return pick<std::string>({"cat", "yes/no", "two words", "", "say \"hi\"", "back\\slash", "\\", "\\\"", "a|b", "(x)", "-x", "?x",
            "/x/", "~x", "#1", "caf\xC3\xA9", "line\nbreak", std::string("nul\0byte", 8), "ends\\", "a:b", "*", ",", " "});
    }
    std::string words()
    {
        std::vector<SearchTerm> terms;
        for (std::size_t n = 1 + m_rng.below(3); n > 0; --n)
            terms.push_back({pick<std::string>({"red", "bus", "don't", "stop sign", "10:30", "caf\xC3\xA9", "tag:hard", "a|b", "(x)", "#12",
                                 "/x/", "-x", "w*", "yes/no", "~x", "is:starred", "AND", " pad "}),
                m_rng.chance(0.3), m_rng.chance(0.3)});
        return formatWords(terms);
    }
    NumberTest number()
    {
        using Op = NumberTest::Op;
        NumberTest test;
        test.op = pick({Op::Equal, Op::Between, Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual});
        test.low = pick({0.0, 1.0, 8.0, -3.5, 0.1, 1e-9, 123456789.0, 1e300, m_rng.normal()});
        test.high = test.op == Op::Between ? pick({14.0, 0.3, -1.0, 1e21, m_rng.normal()}) : 0;
        return test;
    }
    Condition condition()
    {
        const auto table = fieldTable();
        const FieldInfo& info = table[m_rng.below(table.size())];
        Condition made;
        made.field = info.field;
        made.negated = m_rng.chance(0.3);
        made.disabled = m_rng.chance(0.2);
        if (info.patterns && (info.kind == FieldKind::Pattern || m_rng.chance(0.5))) {
            made.pattern = true;
            made.caseSensitive = m_rng.chance(0.5);
            made.text = pick<std::string>({"cat|dog", "a/b", "\\d+\\.", "^what is", "\\\\", "[/\"]", "caf\xC3\xA9", "x y", "(?i)a", "#", " "});
            return made;
        }
        switch (info.kind) {
        case FieldKind::Words: made.text = words(); break;
        case FieldKind::Text: made.text = value(); break;
        case FieldKind::Similar: made.text = "a red bus"; break;
        case FieldKind::Number: made.number = number(); break;
        case FieldKind::Ids:
            for (std::size_t n = 1 + m_rng.below(3); n > 0; --n)
                made.ids.push_back(static_cast<std::int64_t>(m_rng.next()) >> m_rng.below(64));
            break;
        case FieldKind::Used:
        case FieldKind::Score:
            made.strategy = pick<std::string>({"", "siir", "Lever LM", "a,b", "*", ")", "q\"q"});
            made.shots = m_rng.chance(0.5) ? static_cast<int>(1 + m_rng.below(8)) : 0;
            made.number = number();
            if (info.kind == FieldKind::Score)
                made.text = pick<std::string>({"RunA", "#12", "run with spaces", "a(b)", "x, y", "\"", " edge ", "-"});
            break;
        default: break;
        }
        return made;
    }

    Rng m_rng;
};

Filter parsed(const std::string& written)
{
    const auto filter = parseFilter(written);
    if (!filter)
        qFatal("%s: %s", written.c_str(), filter.error().text().c_str());
    return *filter;
}

SampleView viewOf(const SampleTable& table) { return table.view(0); }

} // namespace

class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textHasOneCanonicalForm_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("canonical");
        const auto row = [](const char* written, const char* canonical) { QTest::newRow(written) << QByteArray(written) << QByteArray(canonical); };
        row("", "");
        row("  red   bus ", "red bus");
        row("red \"stop sign\" -dog bus*", "red \"stop sign\" -dog bus*");
        row("red tag:hard bus", "red bus tag:hard");
        row("-\"red bus\"*", "-\"red bus\"*");
        row("& - ? !", "");
        row("it's 10:30", "it's \"10:30\"");
        row("/cat|dog/i", "/cat|dog/");
        row("caption~/a\\/b c/c", "caption~/a\\/b c/c");
        row("Question~/x/ ANSWER:cat", "question~/x/ answer:cat");
        row("id:391895 #12 image:1,2,3", "id:391895 id:12 image:1,2,3");
        row("file:a.jpg answer_type:yes/no", "file:a.jpg answer_type:yes/no");
        row("question_type:\"what is the\"", "question_type:\"what is the\"");
        row("answer:\"say \\\"hi\\\"\"", "answer:\"say \\\"hi\\\"\"");
        row("answer:\"\"", "answer:\"\"");
        row("words:8..14 width:>=640 height:<200 captions:5 answers:=3", "words:8..14 width:>=640 height:<200 captions:5 answers:3");
        row("agreement:..0.5 words:8..", "agreement:<=0.5 words:>=8");
        row("tag:hard is:starred is:untagged is:missing", "tag:hard is:starred is:untagged is:missing");
        row("usedBy(SIIR,4) usedby( siir , 4 ):>=3 usedBy(*)", "usedBy(SIIR,4) usedBy(siir,4):>=3 usedBy(*)");
        row("usedBy(siir):>=1", "usedBy(siir)");
        row("score(My run):<20 score(#12,*,4):0 score(\"a,b\",siir):>1.5", "score(My run):<20 score(#12,*,4):0 score(\"a,b\",siir):>1.5");
        row("-tag:hard ?tag:easy ?-tag:x -?tag:y", "-tag:hard ?tag:easy ?-tag:x ?-tag:y");
        row("(tag:a | words:>3 | red bus)", "(tag:a | words:>3 | red bus)");
        row("(tag:a|tag:b)(tag:c)", "(tag:a | tag:b) tag:c");
        row("-(tag:a | ?tag:b)", "-tag:a ?-tag:b");
        row("?(tag:a | -tag:b)", "(?tag:a | ?-tag:b)");
        row("red -(a bus) ?dog (green) ?(x y)", "red -(a bus) ?(dog) (green) ?(x y)");
        row("(?red bus | -dog)", "(?(red bus) | -dog)");
        row("~ a red bus words:3", "similar:\"a red bus\" words:3");
        row("tag:x ~bus similar:y", "tag:x similar:bus similar:y");
        row("split:val", "split:val");
        row("cat(dog)", "cat (dog)");
        row("yes/no and/or", "\"yes/no\" \"and/or\"");
        row("\xE7\xBA\xA2\xE8\x89\xB2", "\xE7\xBA\xA2\xE8\x89\xB2");
    }
    void textHasOneCanonicalForm()
    {
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, canonical);
        const Filter filter = parsed(written.toStdString());
        QCOMPARE(text(formatFilter(filter)), QString::fromUtf8(canonical));
        QVERIFY(parsed(canonical.toStdString()) == filter);
    }

    void whatIsNoFilterIsRefused_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("hint");
        const auto row = [](const char* written, int byte, const char* hint) {
            QTest::newRow(written) << QByteArray(written) << QStringLiteral("byte %1").arg(byte) << QString::fromUtf8(hint);
        };
        row("red wrods:8", 4, "did you mean words?");
        row("anwser:cat", 0, "did you mean answer?");
        row("http://x", 0, "words that hold a colon stand in quotes");
        row("is:stared", 0, "did you mean is:starred?");
        row("words:", 6, "for example 8, 8..14, >=8 or <5");
        row("words:eight", 6, "for example 8, 8..14, >=8 or <5");
        row("words:1..2..3", 6, "");
        row("words:nan", 6, "");
        row("words:1e999", 6, "");
        row("id:12345678901234567890", 3, "for example id:391895, or id:1,2,3");
        row("id:1,,2", 3, "");
        row("answer:", 7, "");
        row("answer:\"open", 7, "write \" behind the value");
        row("tag~/x/", 3, "for example tag:hard");
        row("/open", 0, "write / behind it");
        row("//", 0, "");
        row("/a/x", 0, "");
        row("caption~/(/", 8, "");
        row("(tag:a | tag:b", 0, "write ) behind the last alternative");
        row("tag:a | tag:b", 6, "alternatives are written (a | b)");
        row("tag:a)", 5, "");
        row("(tag:a | )", 9, "");
        row("()", 1, "");
        row("(tag:a tag:b)", 7, "put | between alternatives");
        row("(tag:a red | x)", 7, "");
        row("((tag:a | tag:b) | tag:c)", 1, "");
        row("(((tag:a)))", 2, "");
        row("usedBy", -1, "");
        row("usedBy:4", 6, "for example usedBy(siir,4)");
        row("usedBy()", 6, "");
        row("usedBy(siir,0)", 6, "");
        row("usedBy(siir,4", 6, "write ) behind it");
        row("score(RunA)", 5, "for example score(#12):<20");
        row("score():<2", 5, "");
        row("score(a,b,3,4):<2", 5, "");
        row("~", 0, "write for example ~ a red bus");
        row("ok \xFF", 3, "");
    }
    void whatIsNoFilterIsRefused()
    {
        QFETCH(QByteArray, written);
        QFETCH(QString, where);
        QFETCH(QString, hint);
        const auto filter = parseFilter(written.toStdString());
        if (where == QStringLiteral("byte -1")) { // a word after all
            QVERIFY(filter);
            return;
        }
        QVERIFY(!filter);
        QCOMPARE(filter.error().code, ErrorCode::Usage);
        QCOMPARE(text(filter.error().where), where);
        QVERIFY(!filter.error().why.empty());
        if (!hint.isEmpty())
            QCOMPARE(text(filter.error().hint), hint);
        QVERIFY(!parseTyped(written.toStdString()).problems.empty() || written.contains('\xFF'));
    }

    void typingIsNeverAnError_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("problems");
        const auto row = [](const char* typed, const char* filter, int problems) {
            QTest::newRow(typed) << QByteArray(typed) << QString::fromUtf8(filter) << problems;
        };
        row("re", "re", 0);
        row("red", "red*", 0);
        row("red ", "red", 0);
        row("red bus", "red bus*", 0);
        row("red -bus", "red -bus", 0);
        row("\xE7\xBA\xA2", "\xE7\xBA\xA2*", 0);
        row("red \"stop si", "red \"stop si\"", 0);
        row("red tag:hard", "red tag:hard", 0);
        row("red words:>=", "red", 1);          // not ready yet
        row("red words:>= bus", "red bus*", 1);
        row("answer:\"open quo", "", 1);
        row("/open bus", "bus*", 1);
        row("time:10", "\"time:10\"*", 1);       // no such field: words
        row("a | big", "a big*", 1);
        row("(cat | big", "(cat | big*)", 1);
        row("(cat | ", "cat", 1);
        row("(tag:a tag:b)", "(tag:a | tag:b)", 1);
        row("big)", "big", 1);
        row("((((big", "big*", 4);
    }
    void typingIsNeverAnError()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QString, filter);
        QFETCH(int, problems);
        const TypedFilter read = parseTyped(typed.toStdString());
        QCOMPARE(text(formatFilter(read.filter)), filter);
        QCOMPARE(int(read.problems.size()), problems);
        QVERIFY(parsed(formatFilter(read.filter)) == read.filter);
    }

    void everyFilterRoundTrips()
    {
        RandomFilter random(1);
        for (int i = 0; i < 20'000; ++i) {
            const Filter filter = random.filter();
            const std::string written = formatFilter(filter);
            const auto read = parseFilter(written);
            QVERIFY2(read, (written + ": " + (read ? "" : read.error().text())).c_str());
            QVERIFY2(*read == filter, (written + " became " + formatFilter(*read)).c_str());
        }
    }

    void everyTextHasAFilter()
    {
        static const std::vector<std::string> pieces = {"red", "bus", " ", " ", "(", ")", "|", "-", "?", "~", "/", "\\", "\"", "*", ":", ",", "#1",
            "tag:", "words:", "8..14", ">=", "usedBy(", "score(", "id:", "caption~/", "is:starred", "\xC3\xA9", "\xFF", std::string(1, '\0'), "1e9"};
        Rng rng(2);
        for (int i = 0; i < 20'000; ++i) {
            std::string typed;
            for (std::size_t n = rng.below(14); n > 0; --n)
                typed += pieces[rng.below(pieces.size())];
            const TypedFilter read = parseTyped(typed);
            const std::string written = formatFilter(read.filter);
            const auto again = parseFilter(written);
            QVERIFY2(again, (typed + " -> " + written + ": " + (again ? "" : again.error().text())).c_str());
            QVERIFY2(*again == read.filter, (typed + " -> " + written + " -> " + formatFilter(*again)).c_str());
            for (const FilterProblem& problem : read.problems)
                QVERIFY(!problem.why.empty() && problem.length > 0);
            if (const auto strict = parseFilter(typed))
                QVERIFY(read.problems.empty());
        }
    }

    void hugeTextsAreReadAtOnce_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece : {"a", "(", ")", "|", "-", "?", "\"", "/", "\\", "/a ", "tag:x ", "(tag:x | ", "id:1 ", "1,", "usedBy(", "usedBy(a,",
                 "caption~/(a+)+", "caption~/(a+)+/ ", "ab ", "-(", "~", "\xFF", "words:1..", "?x ", "(?(", "x\"\" "})
            QTest::newRow(piece) << QByteArray(piece);
        QTest::newRow("NUL") << QByteArray(1, '\0');
    }
    void hugeTextsAreReadAtOnce()
    {
        QFETCH(QByteArray, piece);
        const std::string huge = piece.repeated((1 << 20) / int(piece.size())).toStdString();
        const TypedFilter read = parseTyped(huge);
        QVERIFY(read.filter.groups.size() <= 101);
        QVERIFY(read.problems.size() <= 20);
        QVERIFY(parsed(formatFilter(read.filter)) == read.filter);
        const auto strict = parseFilter(huge);
        QVERIFY(strict || !strict.error().why.empty());
        parseTyped("id:" + huge);
        parseTyped("answer:\"" + huge);
        parseTyped("/" + huge + "/");
    }

    void theTableIsComplete()
    {
        std::set<std::string> names;
        for (const FieldInfo& info : fieldTable()) {
            QCOMPARE(&fieldInfo(info.field), &info);
            QVERIFY(*info.help != '\0' && (info.captions || info.vqa));
            QVERIFY(*info.name == '\0' || names.insert(info.name).second);
            const Filter example = parsed(info.example);
            QCOMPARE(example.groups.size(), std::size_t{1});
            QCOMPARE(example.groups[0][0].field, info.field);
            QCOMPARE(text(formatFilter(example)), QString::fromUtf8(info.example));
        }
        for (int field = 0; field <= int(Field::Missing); ++field)
            QCOMPARE(int(fieldInfo(Field(field)).field), field);
    }

    void numbersCompare()
    {
        const auto test = [](const char* condition) { return parsed(std::string("words:") + condition).groups[0][0].number; };
        QVERIFY(test("8..14").matches(8) && test("8..14").matches(14) && !test("8..14").matches(14.5) && !test("8..14").matches(7));
        QVERIFY(test("8").matches(8) && !test("8").matches(9));
        QVERIFY(test("<8").matches(7) && !test("<8").matches(8) && test("<=8").matches(8) && !test("<=8").matches(9));
        QVERIFY(test(">8").matches(9) && !test(">8").matches(8) && test(">=8").matches(8) && !test(">=8").matches(7));
        QVERIFY(!test("14..8").matches(10));
        for (const char* any : {"8..14", "8", "<8", "<=8", ">8", ">=8"})
            QVERIFY(!test(any).matches(std::nan("")));
    }

    void activeMeansThatSomethingIsAsked()
    {
        QVERIFY(!Filter().isActive());
        QVERIFY(!parsed("?tag:x (?tag:a | ?tag:b)").isActive());
        QVERIFY(parsed("?tag:x (?tag:a | tag:b)").isActive());
    }

    void expressionsThatWouldNotEndAreStopped()
    {
        const auto pattern = FilterPattern::compile("(a+)+$", false);
        QVERIFY(pattern);
        QCOMPARE(pattern->match("aaa"), FilterPattern::Match::Found);
        QCOMPARE(pattern->match("b"), FilterPattern::Match::None);
        const std::string text(60, 'a');
        QCOMPARE(pattern->match(text + "b!"), FilterPattern::Match::TooManySteps);
        QCOMPARE(pattern->tooManySteps().code, ErrorCode::OutOfRange);
        QVERIFY(pattern->findAll(text + "b!").empty());
        QVERIFY(!FilterPattern::compile(std::string(20'000, 'a'), false));
        QVERIFY(!FilterPattern::compile("\\C", false));
        QVERIFY(!FilterPattern::compile("\xFF", false));
    }

    void expressionsSeeUnicode()
    {
        const auto pattern = FilterPattern::compile("\xC3\x89t\xC3\xA9", false);
        QVERIFY(pattern);
        QCOMPARE(pattern->match("un \xC3\xA9t\xC3\xA9"), FilterPattern::Match::Found);
        QCOMPARE(FilterPattern::compile("\xC3\x89", true)->match("\xC3\xA9"), FilterPattern::Match::None);
        QCOMPARE(FilterPattern::compile("b", true)->match("\xFF\xFE b"), FilterPattern::Match::Found); // broken UTF-8 around it
        QCOMPARE(FilterPattern::compile("^$", true)->match({}), FilterPattern::Match::Found);
        using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;
        QCOMPARE(FilterPattern::compile("a*", true)->findAll("b\xC3\xA9" "aa"), (Ranges{{3, 5}}));
    }

    void whatWasFoundIsMarked_data()
    {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("marked");
        const auto row = [](const char* filter, const char* where, const char* marked) {
            QTest::addRow("%s in %s", filter, where) << QByteArray(filter) << QByteArray(where) << QByteArray(marked);
        };
        row("red", "Red hundred red.", "[Red] hundred [red].");
        row("red*", "reddish hundred", "[reddish] hundred");
        row("\"red bus\"", "red bus, bus red bus", "[red bus], bus [red bus]");
        row("\"red bu\"*", "red busses", "[red busses]");
        row("cafe", "a caf\xC3\xA9, cafe\xCC\x81s", "a [caf\xC3\xA9], cafe\xCC\x81s");
        row("-red ?bus -(dog)", "red bus dog", "red bus dog");
        row("(red | /s\\b/)", "red cars", "[red] car[s]");
        row("caption~/re/ question~/ca/", "red cars", "[re]d cars");
        row("red /ed c/", "red cars", "[red c]ars");
        row("", "red", "red");
    }
    void whatWasFoundIsMarked()
    {
        QFETCH(QByteArray, filter);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, marked);
        const std::string bytes = text.toStdString();
        std::string out;
        std::size_t at = 0;
        for (const TextRange& range : Highlighter(parsed(filter.toStdString())).ranges(bytes, Field::Caption)) {
            out += bytes.substr(at, range.begin - at) + "[" + bytes.substr(range.begin, range.end - range.begin) + "]";
            at = range.end;
        }
        QCOMPARE(QString::fromStdString(out + bytes.substr(at)), QString::fromUtf8(marked));
    }

    void markingIsSafe()
    {
        const Highlighter highlighter(parsed("a* /(a+)+$/ \xC3\xA9"));
        for (const std::string& text : {std::string("\xFF\xC3"), std::string(1 << 20, 'a'), std::string("a\0b", 3), std::string(65535, 'a') + "\xC3\xA9" "b"})
            for (const TextRange& range : highlighter.ranges(text, Field::Answer))
                QVERIFY(range.begin < range.end && range.end <= text.size());
    }

    void samplesAreMeasured()
    {
        Sample sample;
        sample.imageFile = "val2014/a.jpg";
        sample.question = "  What is\tthis? ";
        sample.answer = "cat";
        sample.answers = {"cat", "dog", "cat", "Cat"};
        const SampleTable question({sample});
        QCOMPARE(wordCount(viewOf(question)), 3);
        QCOMPARE(distinctAnswers(viewOf(question)), 3);
        QCOMPARE(agreement(viewOf(question)), 0.5);
        QCOMPARE(fileName(viewOf(question)), std::string_view("a.jpg"));
        sample = {};
        sample.captions = {"one two", "three"};
        const SampleTable caption({sample});
        QCOMPARE(shownText(viewOf(caption)), std::string_view("one two"));
        QCOMPARE(wordCount(viewOf(caption)), 2);
        QVERIFY(std::isnan(agreement(viewOf(caption))));
    }
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
