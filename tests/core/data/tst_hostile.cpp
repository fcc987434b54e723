// SPDX-License-Identifier: GPL-3.0-or-later
// What hostile files do to the readers: every one of them gets every kind of damage.
#include "core/data/json_scanner.h"
#include "core/data/readers.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::data;

namespace {

/// A reader, a small good file for it, and how many samples that has.
struct Format
{
    const char* name;
    std::function<Result<ReadResult>(const Path&, const ReadOptions&)> read;
    std::string good;
    std::size_t samples;
};

const std::string kAnswers = R"([{"answer":"red","answer_confidence":"yes","answer_id":1},{"answer":"blue","answer_id":2}])";

std::vector<Format> formats(const Path& questions)
{
    const std::string merged = "{\"question_id\":2,\"image_id\":4,\"question\":\"x?\",\"multiple_choice_answer\":\"red\",\"answers\":"
        + kAnswers + ",\"answer_type\":\"other\",\"question_type\":\"what\"}";
    return {
        {"captions", [](const Path& file, const ReadOptions& options) { return readCocoCaptions(file, options); },
            R"({"info":{"a":[1,{"b":null}]},"images":[{"id":3,"file_name":"c.jpg","width":6,"height":4}],"annotations":[{"id":1,"image_id":3,"caption":"one \"two\""}]})",
            1},
        {"questions", [](const Path& file, const ReadOptions& options) { return readVqa(file, {}, options); },
            R"({"data_subtype":"test2015","questions":[{"question_id":2,"image_id":4,"question":"x?"},{"question_id":1,"image_id":4,"question":"y?"}]})",
            2},
        {"annotations",
            [questions](const Path& file, const ReadOptions& options) { return readVqa(questions, file, options); },
            "{\"annotations\":[" + merged + "]}", 1},
        {"merged", [](const Path& file, const ReadOptions& options) { return readVqa(file, {}, options); },
            "{\"annotations\":[" + merged + "]}", 1},
        {"karpathy",
            [](const Path& file, const ReadOptions& options) {
                return readKarpathy(file, {KarpathyPart::Train, KarpathyPart::Restval}, options);
            },
            R"({"images":[{"filepath":"train2014","filename":"a.jpg","split":"train","sentences":[{"tokens":["a"],"raw":"A."}],"cocoid":7}],"dataset":"coco"})",
            1},
        {"sst2", [](const Path& file, const ReadOptions& options) { return readSst2(file, options); },
            "{\"text\":\"good\",\"label\":1,\"label_text\":\"positive\"}", 1},
        {"vlicl", [](const Path& file, const ReadOptions& options) { return readVlIcl(file, options); },
            R"([{"id":5,"image":["clevr/support/a.png"],"question":"size: small","answer":3}])", 1},
    };
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

} // namespace

class TestHostile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    Path m_root;
    std::vector<Format> m_formats;

    Path write(const std::string& content)
    {
        std::filesystem::remove(m_root / "file.json"); // a file that is emptied is flushed to the disk: there are thousands
        std::ofstream file(m_root / "file.json", std::ios::binary);
        file << content;
        if (!file.flush())
            qFatal("cannot write test data");
        return m_root / "file.json";
    }
    void eachFormat()
    {
        QTest::addColumn<int>("format");
        for (std::size_t i = 0; i < m_formats.size(); ++i)
            QTest::newRow(m_formats[i].name) << static_cast<int>(i);
    }
    /// An error that names the file, or a result that is whole.
    static void verify(const Result<ReadResult>& read, const char* what)
    {
        if (read)
            for (const Problem& problem : read->problems.kept())
                QVERIFY2(problem.byte, what);
        if (!read) {
            QVERIFY2(!read.error().what.empty() && !read.error().why.empty(), what);
            QVERIFY2(!read.error().where.empty(), what);
            return;
        }
        QVERIFY2(!read->samples.empty(), what);
        for (std::size_t i = 0; i < read->samples.size(); ++i)
            QCOMPARE(read->samples[i].index, static_cast<std::int64_t>(i));
        for (const SourceHash& file : read->files)
            QCOMPARE(file.sha256.size(), std::size_t{64});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_folder.path().toStdString();
        if (!writeFileAtomic(m_root / "q.json", R"({"questions":[{"question_id":2,"image_id":4,"question":"x?"}]})"))
            qFatal("cannot write test data");
        m_formats = formats(m_root / "q.json");
    }

    void goodFilesAreRead_data() { eachFormat(); }
    void goodFilesAreRead()
    {
        QFETCH(int, format);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        const std::string spaced = replaced(replaced(one.good, "{", "{\r\n\t "), "}", " \r\n}");
        for (const std::string& text : {one.good, "\xEF\xBB\xBF" + one.good, one.good + "\r\n\r\n", "\r\n " + one.good, spaced}) {
            const auto read = one.read(write(text), {});
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QCOMPARE(read->samples.size(), one.samples);
            QCOMPARE(read->files.back().sha256, sha256(text));
            QCOMPARE(read->files.back().size, text.size());
        }
    }

    void everyTruncationIsAnError_data() { eachFormat(); }
    void everyTruncationIsAnError()
    {
        QFETCH(int, format);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        for (std::size_t length = 0; length < one.good.size(); ++length) {
            const auto read = one.read(write(one.good.substr(0, length)), {});
            QVERIFY2(!read, std::to_string(length).c_str());
            QVERIFY2(read.error().where.find("file.json") != std::string::npos, read.error().text().c_str());
        }
    }

    /// Each byte replaced by each of a few that mean something.
    void everyDamagedByteIsSurvived_data() { eachFormat(); }
    void everyDamagedByteIsSurvived()
    {
        QFETCH(int, format);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        for (std::size_t at = 0; at < one.good.size(); ++at)
            for (const char c : std::string("\"\\{}[],:0-e\0\xFF\x80 \n", 17)) {
                std::string text = one.good;
                text[at] = c;
                verify(one.read(write(text), {}), fmt::format("byte {} = {}", at, int{c}).c_str());
            }
    }

    void hostileTexts_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("text");
        const std::string deep(100'000, '['), open(3000, '{');
        const std::string digits(100'000, '9');
        for (std::size_t i = 0; i < m_formats.size(); ++i) {
            const std::string& good = m_formats[i].good;
            const auto row = [&](const char* name, const std::string& text) {
                QTest::addRow("%s %s", m_formats[i].name, name)
                    << static_cast<int>(i) << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
            };
            row("nothing", "");
            row("white space", " \r\n\t\n");
            row("byte order mark alone", "\xEF\xBB\xBF");
            row("half a byte order mark", "\xEF\xBB" + good);
            row("UTF-16", std::string("\xFF\xFE{\0\"\0", 6));
            row("NaN at the top", "NaN");
            row("number at the top", "17");
            row("null at the top", "null");
            row("empty object", "{}");
            row("empty list", "[]");
            row("list of nothing", "[null,1,true,\"x\",[],{}]");
            row("deep lists", deep);
            row("deep objects", "{\"images\":[" + replaced(open, "{", "{\"a\":{"));
            row("deep and closed", "{\"x\":" + deep + std::string(deep.size(), ']') + "," + good.substr(1));
            row("crossed brackets", "{\"images\":[}],\"annotations\":[");
            row("comma at the end", replaced(good, "]", ",]"));
            row("two files", good + good + "}");
            row("huge number", replaced(good, "\":", "\":" + digits));
            row("binary", std::string(5000, '\x01'));
            row("quotes", std::string(5001, '"'));
            row("backslashes", "{\"" + std::string(5001, '\\'));
            row("control character in a text", replaced(good, "\":\"", "\":\"\x01"));
        }
    }
    void hostileTexts()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, text);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        verify(one.read(write(text.toStdString()), {}), QTest::currentDataTag());
    }

    /// The wrong kind of value in each member: a counted problem or an error, never a sample made of it.
    void wrongTypes_data() { eachFormat(); }
    void wrongTypes()
    {
        QFETCH(int, format);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        for (std::size_t at = one.good.find("\":"); at != std::string::npos; at = one.good.find("\":", at + 1))
            for (const char* value : {"NaN", "Infinity", "-1", "1e999", "99999999999999999999", "1.5", "null", "true", "{}",
                     "[]", "[[]]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\xC3(\""}) {
                std::size_t end = at + 2;
                int depth = 0;
                for (bool quoted = false; end < one.good.size(); ++end) { // the value that stands there
                    const char c = one.good[end];
                    quoted = c == '"' ? !quoted : quoted;
                    depth += !quoted && (c == '[' || c == '{') ? 1 : !quoted && (c == ']' || c == '}') ? -1 : 0;
                    if (depth < 0 || (depth == 0 && !quoted && c == ','))
                        break;
                }
                const std::string text = one.good.substr(0, at + 2) + value + one.good.substr(end);
                verify(one.read(write(text), {}), text.c_str());
            }
    }

    void duplicateMembersAreProblems_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("member");
        const char* members[] = {"\"file_name\":\"c.jpg\"", "\"question\":\"x?\"", "", "\"question\":\"x?\"",
            "\"split\":\"train\"", "\"text\":\"good\"", "\"answer\":3"};
        for (std::size_t i = 0; i < m_formats.size(); ++i)
            if (std::string(m_formats[i].name) != "annotations") // takes no question from there
                QTest::newRow(m_formats[i].name) << static_cast<int>(i) << members[i];
    }
    void duplicateMembersAreProblems()
    {
        QFETCH(int, format);
        QFETCH(QString, member);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        const std::string once = member.toStdString();
        const auto read = one.read(write(replaced(one.good, once, once + "," + once)), {});
        const std::string told = !read ? read.error().text()
            : read->problems.count() > 0 ? read->problems.kept().front().text()
                                         : std::string();
        QVERIFY2(told.find("is there twice") != std::string::npos, told.c_str());
    }

    void unsafeNamesAreLeftOut_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("name");
        const char* names[] = {"..", "../a.jpg", "a/../../b.jpg", "/etc/passwd", "", "a\\\\b", "a\\u0000.jpg", "a\\nb.jpg",
            "./a", "a//b", "\\ud800"};
        for (const char* format : {"captions", "karpathy", "vlicl"})
            for (const char* name : names)
                QTest::addRow("%s %s", format, name) << format << name;
    }
    void unsafeNamesAreLeftOut()
    {
        QFETCH(QString, format);
        QFETCH(QString, name);
        for (const Format& one : m_formats) {
            if (format != one.name)
                continue;
            const char* old = format == "captions" ? "c.jpg" : format == "karpathy" ? "a.jpg" : "clevr/support/a.png";
            const auto read = one.read(write(replaced(one.good, old, name.toStdString())), {});
            QVERIFY2(!read, "it was the only sample");
            QCOMPARE(read.error().code, ErrorCode::Malformed);
        }
    }

    void thingsThatAreNoFiles_data() { eachFormat(); }
    void thingsThatAreNoFiles()
    {
        QFETCH(int, format);
        const Format& one = m_formats[static_cast<std::size_t>(format)];
        QCOMPARE(one.read(m_root / "none.json", {}).error().code, ErrorCode::NotFound);
        QCOMPARE(one.read(m_root / "q.json" / "x", {}).error().code, ErrorCode::NotFound);
        QCOMPARE(one.read(m_root, {}).error().code, ErrorCode::Malformed);
        QCOMPARE(one.read("/dev/zero", {}).error().code, ErrorCode::Malformed);
        ::mkfifo((m_root / "pipe").c_str(), 0600);
        QCOMPARE(one.read(m_root / "pipe", {}).error().code, ErrorCode::Malformed); // and does not wait
        const Path secret = write(one.good);
        ::chmod(secret.c_str(), 0);
        if (::geteuid() != 0) // root may read everything
            QCOMPARE(one.read(secret, {}).error().code, ErrorCode::Io);
        ::chmod(secret.c_str(), 0600);
        ReadOptions small;
        small.sizeLimit = 10;
        QCOMPARE(one.read(secret, small).error().code, ErrorCode::Malformed);
    }

    /// Records that cross the window's edge, wherever it falls, and texts longer than the window.
    void longFiles()
    {
        std::string text = "{\"images\":[{\"id\":0,\"file_name\":\"0.jpg\"}", captions;
        for (int i = 1; i < 40'000; ++i)
            text += fmt::format(R"(,{{"id":{},"file_name":"{}.jpg","pad":"{}"}})", i, i, std::string(static_cast<std::size_t>(i % 97), 'x'));
        for (int i = 0; i < 40'000; ++i)
            captions += fmt::format(R"({}{{"image_id":{},"caption":"{}"}})", i == 0 ? "" : ",", i, i);
        const std::string skipped = "],\"long\":\"" + std::string(5U << 20, 'y') + "\",\"annotations\":[";
        const auto read = readCocoCaptions(write(text + skipped + captions + "]}"));
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->samples.size(), std::size_t{40'000});
        QCOMPARE(read->problems.count(), std::size_t{0});
        for (std::int64_t i = 0; i < 40'000; ++i)
            QCOMPARE(read->samples[static_cast<std::size_t>(i)].captions.front(), std::to_string(i));

        const std::string caption(3U << 20, 'z');
        const auto one = "{\"images\":[{\"id\":1,\"file_name\":\"a\"}],\"annotations\":[{\"image_id\":1,\"caption\":\"";
        const auto large = readCocoCaptions(write(one + caption + "\"}]}"));
        QVERIFY2(large, large ? "" : large.error().text().c_str());
        QCOMPARE(large->samples.front().captions.front(), caption);

        const auto huge = readCocoCaptions(write(one + std::string(40U << 20, 'z') + "\"}]}"));
        QVERIFY(!huge); // a record is bounded
        QVERIFY2(huge.error().why.find("longer than 16 MiB") != std::string::npos, huge.error().text().c_str());
    }

    void errorsNameTheByte()
    {
        const std::string text = "{\"images\":[{\"id\":1,\"file_name\":\"a\"}],\"annotations\":[{\"image_id\":1,\"caption\":\"a";
        const auto invalid = readCocoCaptions(write(text + "\xC3(\"}]}"));
        QCOMPARE(invalid.error().where, (m_root / "file.json").string() + fmt::format(": byte {}", text.size()));
        const auto missing = readCocoCaptions(write(R"({"images" 1})"));
        QVERIFY2(missing.error().where.ends_with(": byte 10"), missing.error().text().c_str());
    }
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
