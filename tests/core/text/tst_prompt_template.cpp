// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/prompt_template.h"

#include <QTest>
#include <algorithm>

using namespace fulcrum;
using namespace fulcrum::text;
using data::Sample;
using data::Task;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/tokenizers";

Sample captionSample(const std::string& caption)
{
    Sample sample;
    sample.captions = {caption, "another"};
    return sample;
}

Sample questionSample(const std::string& question, const std::string& answer)
{
    Sample sample;
    sample.question = question;
    sample.answer = answer;
    return sample;
}

std::shared_ptr<const Tokenizer> tokenizerOf(const std::string& family, const char* llama = "llama_small")
{
    const auto loaded = family == "idefics" ? Tokenizer::load(kGolden / llama)
                                            : Tokenizer::load(kGolden / "gpt_neox_small", {"<|endofchunk|>", "<image>"});
    return loaded.value();
}

PromptBuilder builderOf(const std::string& family, Task task, const char* llama = "llama_small")
{
    return PromptBuilder::create(promptTemplate(family, task).value(), tokenizerOf(family, llama)).value();
}

} // namespace

class TestPromptTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsFollowTheOfficialTemplates()
    {
        const std::string image = "<fake_token_around_image><image><fake_token_around_image>";
        const PromptBuilder caption = builderOf("idefics", Task::Caption);
        QCOMPARE(caption.openingText(), std::string("<s>"));
        QCOMPARE(caption.demonstrationText(captionSample("A dog.  ")), image + "Caption:A dog.\n");
        QCOMPARE(caption.queryText(captionSample("A dog.")), image + "Caption:");
        QCOMPARE(caption.answeredQueryText(captionSample("x"), "A dog."), image + "Caption:A dog.\n</s>");
        const PromptBuilder vqa = builderOf("idefics", Task::Vqa);
        QCOMPARE(vqa.openingText(),
            std::string("<s>Instruction: provide an answer to the question. Use the image to answer.\n"));
        QCOMPARE(vqa.demonstrationText(questionSample("What is it?", "dog")), image + "Question:What is it? Short answer:dog\n");
        const PromptBuilder flamingo = builderOf("open-flamingo", Task::Caption);
        QVERIFY(flamingo.opening().empty());
        QCOMPARE(flamingo.answeredQueryText(captionSample("x"), "A dog."),
            std::string("<image>Output:A dog.<|endofchunk|><|endoftext|>"));
        QCOMPARE(builderOf("open-flamingo", Task::Vqa).queryText(questionSample("Why?", "")),
            std::string("<image>Question:Why? Short answer:"));
        QVERIFY(!promptTemplate("no such family", Task::Vqa));
    }

    void segmentsTokeniseAsTheWholePrompt_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QByteArray>("files");
        QTest::newRow("llama legacy") << "idefics" << QByteArray("llama_small");
        QTest::newRow("llama") << "idefics" << QByteArray("llama_small_nonlegacy");
        QTest::newRow("neox") << "open-flamingo" << QByteArray();
    }

    void segmentsTokeniseAsTheWholePrompt()
    {
        QFETCH(QString, family);
        QFETCH(QByteArray, files);
        const std::vector<Sample> samples = {questionSample("What is on the table?", "a red cup"),
            questionSample("  how many \n dogs ", " 2 "), questionSample("\xE7\x8C\xAB?", ""),
            questionSample("Is Short answer: in it", "yes </s> no")};
        for (const Task task : {Task::Caption, Task::Vqa}) {
            const PromptBuilder prompts = builderOf(family.toStdString(), task, files.constData());
            std::string text = prompts.openingText();
            auto ids = prompts.opening();
            for (Sample sample : samples) {
                sample.captions = {sample.question + " " + sample.answer};
                text += prompts.demonstrationText(sample);
                const auto more = prompts.demonstration(sample);
                ids.insert(ids.end(), more.begin(), more.end());
                QCOMPARE(std::count(more.begin(), more.end(), prompts.imageToken()), std::ptrdiff_t{1});
            }
            text += prompts.answeredQueryText(samples[0], "x y");
            const auto last = prompts.answeredQuery(samples[0], "x y");
            ids.insert(ids.end(), last.begin(), last.end());
            QCOMPARE(tokenizerOf(family.toStdString(), files.constData())->encode(text, false), ids);
        }
    }

    void contextEndsWhereTheAnswerBegins()
    {
        const PromptBuilder vqa = builderOf("idefics", Task::Vqa);
        const Sample query = questionSample("What is it?", "dog"), other = questionSample("Why?", "cat");
        const auto prompt = vqa.query(query);
        QCOMPARE(vqa.contextLength(query, ContextVariant::Paper, &other), static_cast<int>(prompt.size()));
        // The published code's count: one less once there is a demonstration, whose line break it forgets.
        QCOMPARE(vqa.contextLength(query, ContextVariant::Head, &other), static_cast<int>(prompt.size()) - 1);
        QCOMPARE(vqa.contextLength(query, ContextVariant::Head, nullptr), static_cast<int>(prompt.size()));
        const auto answered = vqa.answeredQuery(query, "dog");
        QVERIFY(std::equal(prompt.begin(), prompt.end(), answered.begin()));
        QCOMPARE(answered.back(), 2);
        // The first occurrence of the split text ends the context, even inside the question.
        const Sample tricky = questionSample("Short answer: or long?", "x");
        QVERIFY(vqa.contextLength(tricky, ContextVariant::Paper, nullptr) < static_cast<int>(vqa.query(tricky).size()));
        const PromptBuilder flamingo = builderOf("open-flamingo", Task::Vqa);
        QCOMPARE(flamingo.contextLength(query, ContextVariant::Head, &other), static_cast<int>(flamingo.query(query).size()) - 1);
    }

    void imageTokensInDataStayData()
    {
        const PromptBuilder caption = builderOf("idefics", Task::Caption);
        const auto ids = caption.demonstration(captionSample("an <image> of <image>"));
        QCOMPARE(std::count(ids.begin(), ids.end(), caption.imageToken()), std::ptrdiff_t{1});
    }

    void publishedTemplatesAreTheirTexts_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<int>("task");
        for (const char* family : {"idefics", "open-flamingo"})
            for (const Task task : {Task::Caption, Task::Vqa})
                QTest::addRow("%s %s", family, data::taskName(task)) << family << static_cast<int>(task);
    }
    void publishedTemplatesAreTheirTexts()
    {
        QFETCH(QString, family);
        QFETCH(int, task);
        const PromptTemplate form = promptTemplate(family.toStdString(), static_cast<Task>(task)).value();
        const auto checked = checkTemplateText(templateText(form), form.task);
        QVERIFY2(checked, checked ? "" : checked.error().text().c_str());
        for (const std::string& text : {templateText(form), std::string()}) {
            const PromptTemplate again = withTemplateText(form, text).value();
            QCOMPARE(again.instruction, form.instruction);
            QCOMPARE(again.item, form.item);
            QCOMPARE(again.split, form.split);
        }
    }

    void anotherTemplateIsUsed()
    {
        const PromptTemplate form = withTemplateText(promptTemplate("idefics", Task::Vqa).value(), "Look closely.\n<image>Q: <Q> | A: <A>").value();
        QCOMPARE(form.split, std::string("| A:"));
        const PromptBuilder prompts = PromptBuilder::create(form, tokenizerOf("idefics")).value();
        QCOMPARE(prompts.openingText(), std::string("<s>Look closely.\n"));
        const std::string image = "<fake_token_around_image><image><fake_token_around_image>";
        QCOMPARE(prompts.demonstrationText(questionSample("What?", "dog")), image + "Q: What? | A: dog\n");
        QCOMPARE(prompts.queryText(questionSample("What?", "dog")), image + "Q: What? | A:");
        QCOMPARE(PromptBuilder::forTexts(form).queryText(questionSample("What?", "dog")), image + "Q: What? | A:");
        const Sample query = questionSample("What?", "dog");
        QCOMPARE(prompts.contextLength(query, ContextVariant::Paper, nullptr), static_cast<int>(prompts.query(query).size()));
    }

    void wrongTemplatesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("vqa");
        QTest::addColumn<QString>("why");
        QTest::newRow("no image") << "Caption:<A>" << false << "<image>";
        QTest::newRow("two images") << "<image><image>Caption:<A>" << false << "<image>";
        QTest::newRow("no answer") << "<image>Caption:" << false << "<A>";
        QTest::newRow("two answers") << "<image>Caption:<A> <A>" << false << "<A>";
        QTest::newRow("answer not last") << "<image>Caption:<A>." << false << "last";
        QTest::newRow("image behind") << "Caption:<A><image>" << false << "before";
        QTest::newRow("question of a caption") << "<image><Q> Caption:<A>" << false << "<Q>";
        QTest::newRow("no question") << "<image>Answer:<A>" << true << "<Q>";
        QTest::newRow("question in front") << "<Q><image>Answer:<A>" << true << "order";
        QTest::newRow("nothing tells the answer") << "<image><Q> <A>" << true << "answer begins";
        QTest::newRow("nothing tells the caption") << "<image>\n<A>" << false << "answer begins";
        QTest::newRow("words twice") << "<image>A: <Q> A: <A>" << true << "elsewhere";
        QTest::newRow("a token") << "<image>Caption:</s><A>" << false << "token";
        QTest::newRow("a token in the instruction") << "<s>Look. <image>Caption:<A>" << false << "token";
        QTest::newRow("blank") << " " << false << "<image>";
    }
    void wrongTemplatesAreRefused()
    {
        QFETCH(QString, text);
        QFETCH(bool, vqa);
        QFETCH(QString, why);
        const Task task = vqa ? Task::Vqa : Task::Caption;
        const auto checked = checkTemplateText(text.toStdString(), task);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::Usage);
        QVERIFY2(checked.error().why.find(why.toStdString()) != std::string::npos, checked.error().text().c_str());
        QVERIFY(!checked.error().hint.empty());
        QVERIFY(!withTemplateText(promptTemplate("idefics", task).value(), text.toStdString()));
    }

    void foreignTokenizerIsRefused()
    {
        const auto clip = Tokenizer::load(kGolden / "clip").value();
        const auto prompts = PromptBuilder::create(promptTemplate("idefics", Task::Caption).value(), clip);
        QVERIFY(!prompts);
        QCOMPARE(prompts.error().code, ErrorCode::Malformed);
    }

    void generatedTextIsCut()
    {
        QCOMPARE(postprocessGenerated("idefics", Task::Caption, "a \"dog\"\nrunsCaption: a cat"), std::string("a dogruns"));
        QCOMPARE(postprocessGenerated("open-flamingo", Task::Caption, "a \"dog\"\nOutput: a cat"), std::string("a dog\n"));
        QCOMPARE(postprocessGenerated("idefics", Task::Vqa, " red\n, blue Question: x"), std::string(" red"));
        QCOMPARE(postprocessGenerated("open-flamingo", Task::Vqa, " red\nShort"), std::string(" red\n"));
        QCOMPARE(postprocessGenerated("idefics", Task::Vqa, "theAnswer"), std::string("the"));
        QCOMPARE(postprocessGenerated("idefics", Task::Vqa, ""), std::string());
    }
};

QTEST_GUILESS_MAIN(TestPromptTemplate)
#include "tst_prompt_template.moc"
