// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/data/readers.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

using namespace fulcrum;
using namespace fulcrum::data;

namespace {

const std::string kImages = R"("images":[{"id":3,"file_name":"c.jpg","width":6,"height":4},{"id":1,"file_name":"a.jpg"}])";
const std::string kCaptions
    = R"("annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":3,"caption":"two"},{"id":3,"image_id":1,"caption":"three"}])";

std::string question(int id, int image, const std::string& text)
{
    return fmt::format(R"({{"question_id":{},"image_id":{},"question":"{}"}})", id, image, text);
}

std::string annotation(int id, int image, int answers = 10)
{
    std::string list;
    for (int i = 0; i < answers; ++i)
        list += fmt::format(R"({}{{"answer":"red","answer_id":{}}})", i ? "," : "", i + 1);
    return fmt::format(
        R"({{"answers":[{}],"question_id":{},"image_id":{},"multiple_choice_answer":"red","answer_type":"other","question_type":"what"}})",
        list, id, image);
}

} // namespace

class TestReaders : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Path write(const std::string& name, const std::string& content)
    {
        const Path path = Path(m_folder.path().toStdString()) / name;
        if (!writeFileAtomic(path, content))
            qFatal("cannot write test data");
        return path;
    }
    Result<ReadResult> captions(const std::string& content) { return readCocoCaptions(write("c.json", content)); }
    Result<ReadResult> vqa(const std::string& questions, const std::string& annotations)
    {
        return readVqa(write("q.json", R"({"data_subtype":"val2014","questions":[)" + questions + "]}"),
            write("a.json", R"({"annotations":[)" + annotations + "]}"));
    }

private Q_SLOTS:
    void captionsInOfficialOrder_data()
    {
        QTest::addColumn<QString>("json");
        const auto row = [](const char* name, const std::string& json) {
            QTest::newRow(name) << QString::fromStdString(json);
        };
        row("images first", "{" + kImages + "," + kCaptions + "}");
        row("annotations first", "{" + kCaptions + "," + kImages + "}");
        row("other members", R"({"info":{"a":[1,{"b":null}]},)" + kImages + R"(,"licenses":[],)" + kCaptions + "}");
        row("byte order mark", "\xEF\xBB\xBF{" + kImages + "," + kCaptions + "}");
        row("CRLF", "{\r\n" + kImages + ",\r\n" + kCaptions + "\r\n}\r\n");
    }
    void captionsInOfficialOrder()
    {
        QFETCH(QString, json);
        const auto read = captions(json.toStdString());
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->problems.count(), std::size_t{0});
        QCOMPARE(read->samples.size(), std::size_t{2});
        QCOMPARE(read->samples[0].id, std::int64_t{1}); // the official code sorts by image id
        QCOMPARE(read->samples[0].captions, (std::vector<std::string>{"one", "three"}));
        QCOMPARE(read->samples[1].index, std::int64_t{1});
        QCOMPARE(read->samples[1].id, std::int64_t{3});
        QCOMPARE(read->samples[1].width, 6);
    }

    void brokenCaptionFilesAreErrors_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& json, const char* says) {
            QTest::newRow(name) << QByteArray(json.data(), static_cast<qsizetype>(json.size())) << says;
        };
        const std::string whole = "{" + kImages + "," + kCaptions + "}";
        row("empty", "", "empty");
        row("white space", " \r\n\t", "empty");
        row("cut in a string", whole.substr(0, whole.size() / 2), "");
        row("cut before the end", whole.substr(0, whole.size() - 1), "");
        row("missing colon", "{" + kImages + R"(,"annotations" [1]})", "byte");
        row("missing comma", "{" + kImages + " " + kCaptions + "}", "byte");
        row("behind the end", whole + " {}", "");
        row("list at the top", "[" + whole + "]", "expected an object");
        row("number at the top", "17", "");
        row("no annotations", "{" + kImages + "}", "'annotations' is missing");
        row("images is an object", R"({"images":{},)" + kCaptions + "}", "'images' is not a list");
        row("images twice", "{" + kImages + "," + kImages + "," + kCaptions + "}", "twice");
        row("not UTF-8", "{" + kImages + R"(,"annotations":[{"image_id":1,"caption":")" + "\xC3(" + "\"}]}", "UTF-8");
        row("UTF-16", std::string("\xFF\xFE{\0", 4), "UTF-16");
        row("no caption at all", "{" + kImages + R"(,"annotations":[]})", "");
        row("only bad records", R"({"images":[1,2],"annotations":["x"]})", "none of its records");
        row("deep nesting cut off", "{\"images\":" + std::string(100'000, '['), "");
        row("binary", std::string(64, '\x01'), "");
    }
    void brokenCaptionFilesAreErrors()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto read = captions(json.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Malformed);
        QVERIFY2(read.error().where.find("c.json") != std::string::npos, read.error().text().c_str());
        QVERIFY2(read.error().text().find(says.toStdString()) != std::string::npos, read.error().text().c_str());
    }

    /// Every prefix of a good file is an error, never a crash and never a shorter data set.
    void everyTruncationIsAnError()
    {
        const std::string whole = "{" + kImages + "," + kCaptions + "}";
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(!captions(whole.substr(0, length)), std::to_string(length).c_str());
        QVERIFY(captions(whole));
    }

    void badRecordsAreCountedAndLeftOut_data()
    {
        QTest::addColumn<QByteArray>("extraImage");
        QTest::addColumn<QByteArray>("extraCaption");
        QTest::addColumn<QString>("says");
        const auto image = [](const char* name, const char* json, const char* says) {
            QTest::newRow(name) << QByteArray(json) << QByteArray() << says;
        };
        const auto caption = [](const char* name, const char* json, const char* says) {
            QTest::newRow(name) << QByteArray() << QByteArray(json) << says;
        };
        image("duplicate image", R"({"id":1,"file_name":"z.jpg"})", "twice");
        image("parent folder", R"({"id":9,"file_name":"../../etc/passwd"})", "leaves the image folder");
        image("hidden parent", R"({"id":9,"file_name":"a/../../b.jpg"})", "leaves the image folder");
        image("absolute", R"({"id":9,"file_name":"/etc/passwd"})", "leaves the image folder");
        image("NUL", R"({"id":9,"file_name":"a\u0000.jpg"})", "leaves the image folder");
        image("no name", R"({"id":9})", "leaves the image folder");
        image("name is a number", R"({"id":9,"file_name":7})", "leaves the image folder");
        image("lone surrogate", R"({"id":9,"file_name":"\ud800"})", "leaves the image folder");
        image("id is a text", R"({"id":"9","file_name":"z.jpg"})", "no usable id");
        image("id is negative", R"({"id":-9,"file_name":"z.jpg"})", "no usable id");
        image("id is huge", R"({"id":99999999999999999999999999,"file_name":"z.jpg"})", "no usable id");
        image("id is a fraction", R"({"id":9.5,"file_name":"z.jpg"})", "no usable id");
        image("not an object", "[[[[[[[[[[{}]]]]]]]]]]", "not an object");
        caption("no such image", R"({"id":7,"image_id":77,"caption":"x"})", "no such image");
        caption("duplicate annotation", R"({"id":1,"image_id":3,"caption":"x"})", "twice");
        caption("caption is null", R"({"id":7,"image_id":1,"caption":null})", "wrong type");
        caption("caption is empty", R"({"id":7,"image_id":1,"caption":""})", "wrong type");
        caption("caption is an object", R"({"id":7,"image_id":1,"caption":{"a":[{}]}})", "wrong type");
    }
    void badRecordsAreCountedAndLeftOut()
    {
        QFETCH(QByteArray, extraImage);
        QFETCH(QByteArray, extraCaption);
        QFETCH(QString, says);
        std::string images = kImages, texts = kCaptions;
        if (!extraImage.isEmpty())
            images.insert(images.size() - 1, "," + extraImage.toStdString());
        if (!extraCaption.isEmpty())
            texts.insert(texts.size() - 1, "," + extraCaption.toStdString());
        const auto read = captions("{" + images + "," + texts + "}");
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->samples.size(), std::size_t{2});
        QCOMPARE(read->samples[0].captions, (std::vector<std::string>{"one", "three"}));
        QCOMPARE(read->problems.count(), std::size_t{1});
        const std::string text = read->problems.kept()[0].text();
        QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
        QVERIFY(text.find("c.json") != std::string::npos);
    }

    /// Every problem says of what kind it is and where its record begins.
    void problemsSayKindAndByte_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* name, const char* format, const std::string& first, const std::string& second,
                             const std::string& record, ProblemKind kind) {
            QTest::newRow(name) << format << QByteArray::fromStdString(first) << QByteArray::fromStdString(second)
                                << QByteArray::fromStdString(record) << static_cast<int>(kind);
        };
        const std::string good = R"({"id":1,"file_name":"a.jpg"})", caption = R"({"id":1,"image_id":1,"caption":"one"})";
        const auto caps = [&](const char* name, const std::string& image, const std::string& text, ProblemKind kind) {
            const std::string images = image.empty() ? good : good + "," + image, texts = text.empty() ? caption : caption + "," + text;
            const std::string record = image.empty() ? text : image;
            row(name, "captions", R"("images":[)" + images + "]", R"("annotations":[)" + texts + "]", record, kind);
        };
        caps("caption of no image", "", R"({"id":2,"image_id":9,"caption":"lost"})", ProblemKind::NoImage);
        caps("image without caption", R"({"id":7,"file_name":"z.jpg"})", "", ProblemKind::NoCaption);
        caps("duplicate image", R"({"id":1,"file_name":"z.jpg"})", "", ProblemKind::DuplicateId);
        caps("duplicate annotation", "", R"({"id":1,"image_id":1,"caption":"x"})", ProblemKind::DuplicateId);
        caps("unsafe name", R"({"id":7,"file_name":"../z.jpg"})", "", ProblemKind::UnsafeName);
        caps("wrong type", R"({"id":"7","file_name":"z.jpg"})", "", ProblemKind::Unusable);
        caps("control character", "", R"({"id":2,"image_id":1,"caption":"a\u0000"})", ProblemKind::ControlCharacters);
        const std::string asked = question(1, 1, "x?"), answered = annotation(1, 1);
        const auto ask = [&](const char* name, const std::string& q, const std::string& a, const std::string& record, ProblemKind kind) {
            row(name, "vqa", q, a, record, kind);
        };
        ask("question without answers", asked + "," + question(2, 1, "y?"), answered, question(2, 1, "y?"), ProblemKind::NoAnswers);
        ask("answers without question", asked, answered + "," + annotation(5, 1), annotation(5, 1), ProblemKind::NoQuestion);
        ask("duplicate question", asked + "," + question(1, 1, "again?"), answered, question(1, 1, "again?"), ProblemKind::DuplicateId);
        ask("nine answers", asked, annotation(1, 1, 9), annotation(1, 1, 9), ProblemKind::AnswerCount);
    }
    void problemsSayKindAndByte()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(QByteArray, record);
        QFETCH(int, kind);
        for (const bool swapped : {false, true}) {
            const std::string one = (swapped ? second : first).toStdString(), other = (swapped ? first : second).toStdString();
            const bool captioned = format == "captions";
            if (!captioned && swapped)
                break; // two files
            const auto read = captioned ? captions("{" + one + "," + other + "}") : vqa(one, other);
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QCOMPARE(read->problems.count(), std::size_t{1});
            const Problem& problem = read->problems.kept().front();
            QCOMPARE(static_cast<int>(problem.kind), kind);
            QVERIFY(problem.byte);
            const std::string file = *readFile(Path(m_folder.path().toStdString()) / problem.file);
            QCOMPARE(file.substr(*problem.byte, static_cast<std::size_t>(record.size())), record.toStdString());
            QVERIFY2(problem.text().starts_with(fmt::format("{}, byte {}: ", problem.file, *problem.byte)), problem.text().c_str());
        }
    }

    void problemKindsHaveNames()
    {
        for (std::size_t i = 0; i < kProblemKinds; ++i)
            QCOMPARE(problemKindFromName(problemKindName(static_cast<ProblemKind>(i))), std::optional(static_cast<ProblemKind>(i)));
        QVERIFY(!problemKindFromName("nonsense"));
    }

    void noKindOfProblemHidesAnother()
    {
        ProblemList list, more;
        for (int i = 0; i < 1000; ++i)
            list.add({"f", "r", "w", ProblemKind::Unusable, std::nullopt});
        for (int i = 0; i < 7; ++i)
            more.add({"f", "r", "w", ProblemKind::NoAnswers, std::nullopt});
        list.append(more);
        QCOMPARE(list.count(), std::size_t{1007});
        QCOMPARE(list.count(ProblemKind::NoAnswers), std::size_t{7});
        QVERIFY(list.kept().size() > ProblemList::kKept);
        QCOMPARE(list.kept().back().kind, ProblemKind::NoAnswers);
    }

    void controlCharactersInCaptionsAreReplaced()
    {
        const auto read = captions(
            R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"image_id":1,"caption":"a\u0000b\u001fc"}]})");
        QVERIFY(read);
        QCOMPARE(read->samples[0].captions[0], std::string("a b c"));
        QCOMPARE(read->problems.count(), std::size_t{1});
    }

    void problemsAreBounded()
    {
        std::string images;
        for (int i = 0; i < 1000; ++i)
            images += ",0";
        const auto read = captions(
            R"({"images":[{"id":1,"file_name":"a.jpg"})" + images + R"(],"annotations":[{"image_id":1,"caption":"x"}]})");
        QVERIFY(read);
        QCOMPARE(read->problems.count(), std::size_t{1000});
        QCOMPARE(read->problems.kept().size(), ProblemList::kKept);
    }

    void filesThatCannotBeRead()
    {
        const Path folder = m_folder.path().toStdString();
        QCOMPARE(readCocoCaptions(folder / "none.json").error().code, ErrorCode::NotFound);
        QCOMPARE(readCocoCaptions(folder).error().code, ErrorCode::Malformed);
        QCOMPARE(readCocoCaptions("/dev/zero").error().code, ErrorCode::Malformed);
        ReadOptions small;
        small.sizeLimit = 10;
        QCOMPARE(readCocoCaptions(write("big.json", std::string(11, ' ')), small).error().code, ErrorCode::Malformed);
    }

    void stopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        ReadOptions options;
        options.stop = stop.get_token();
        const auto read = readCocoCaptions(write("c.json", "{" + kImages + "," + kCaptions + "}"), options);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Cancelled);
    }

    void vqaInOfficialOrder()
    {
        const auto read = vqa(question(20, 2, "first?") + "," + question(10, 1, "second?"),
            annotation(10, 1) + "," + annotation(20, 2));
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->problems.count(), std::size_t{0});
        QCOMPARE(read->samples.size(), std::size_t{2});
        QCOMPARE(read->samples[0].id, std::int64_t{10}); // the official code sorts by question id
        QCOMPARE(read->samples[0].question, std::string("second?"));
        QCOMPARE(read->samples[1].answers.size(), std::size_t{10});
        QCOMPARE(read->samples[1].answer, std::string("red"));
        QCOMPARE(read->samples[1].answerType, std::string("other"));
        QCOMPARE(read->dataSubtype, std::string("val2014"));
    }

    void vqaProblems_data()
    {
        QTest::addColumn<QString>("questions");
        QTest::addColumn<QString>("annotations");
        QTest::addColumn<int>("samples");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& q, const std::string& a, int n, const char* says) {
            QTest::newRow(name) << QString::fromStdString(q) << QString::fromStdString(a) << n << says;
        };
        const std::string good = question(1, 1, "x?"), goodAnswer = annotation(1, 1);
        row("question without answers", good + "," + question(2, 1, "y?"), goodAnswer, 1, "no answers");
        row("answers without question", good, goodAnswer + "," + annotation(5, 1), 1, "there is no question 5");
        row("duplicate question", good + "," + good, goodAnswer, 1, "twice");
        row("duplicate annotation", good, goodAnswer + "," + goodAnswer, 1, "annotated twice");
        row("images differ", good + "," + question(2, 1, "y?"), goodAnswer + "," + annotation(2, 9), 1, "different images");
        row("nine answers", good, annotation(1, 1, 9), 1, "9 answers instead of 10");
        row("no answer", good + "," + question(2, 1, "y?"), goodAnswer + "," + annotation(2, 1, 0), 1, "wrong type");
        row("too many answers", good + "," + question(2, 1, "y?"), goodAnswer + "," + annotation(2, 1, 200), 1, "wrong type");
        row("question is a number", good + R"(,{"question_id":2,"image_id":1,"question":5})", goodAnswer, 1, "wrong type");
    }
    void vqaProblems()
    {
        QFETCH(QString, questions);
        QFETCH(QString, annotations);
        QFETCH(int, samples);
        QFETCH(QString, says);
        const auto read = vqa(questions.toStdString(), annotations.toStdString());
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(static_cast<int>(read->samples.size()), samples);
        QVERIFY(read->problems.count() >= 1);
        bool found = false;
        for (const Problem& problem : read->problems.kept())
            found = found || problem.text().find(says.toStdString()) != std::string::npos;
        QVERIFY2(found, read->problems.kept()[0].text().c_str());
    }

    void vqaFilesThatDoNotBelongTogether()
    {
        const auto read = vqa(question(1, 1, "x?"), annotation(2, 1));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Malformed);
    }

    void imageNames()
    {
        QCOMPARE(cocoImageName(42, "val2014"), std::string("COCO_val2014_000000000042.jpg"));
        QCOMPARE(cocoImageName(42, "val2017"), std::string("000000000042.jpg"));
        QCOMPARE(cocoImageName(1234567890123, ""), std::string("1234567890123.jpg"));
        for (const char* good : {"a.jpg", "train2017/a.jpg", "a..b.jpg", "\xC3\xA4.jpg"})
            QVERIFY2(isSafeRelativeName(good), good);
        for (const char* bad : {"", "/a", "..", "a/..", "./a", "a//b", "a/", "a\\b", "a\nb", "\xC3(", "\xED\xA0\x80"})
            QVERIFY2(!isSafeRelativeName(bad), bad);
        QVERIFY(!isSafeRelativeName(std::string_view("a\0b", 3)));
        QVERIFY(!isSafeRelativeName(std::string(2000, 'a')));
    }

    void datasetFindsIds()
    {
        const auto read = captions("{" + kImages + "," + kCaptions + "}");
        QVERIFY(read);
        const Dataset dataset(Task::Caption, Split::Train, "f", "/images", SampleTable(read->samples));
        QCOMPARE(dataset.indexOfId(3), std::int64_t{1});
        QCOMPARE(dataset.indexOfId(2), std::int64_t{-1});
        QCOMPARE(dataset.imagePath(dataset[0]), Path("/images/a.jpg"));
    }
};

QTEST_GUILESS_MAIN(TestReaders)
#include "tst_readers.moc"
