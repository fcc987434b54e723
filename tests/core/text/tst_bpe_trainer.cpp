// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_trainer.h"
#include "core/text/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;
using namespace fulcrum::text;

namespace {

const char* const kTexts[] = {"A small red circle and a large blue star on wood", "Question:what color is the star? Short answer:blue",
    "Caption:wood : red small circle ; blue large star !", "Instruction: provide an answer to the question. Use the image to answer.\n",
    "how many ? 3 circles, 12 stars", "it's an amber disc"};

WordCounts wordsOf(VocabularyForm form)
{
    WordCounts words;
    for (const char* text : kTexts)
        countWords(text, form, words);
    return words;
}

} // namespace

class TestBpeTrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordBecomesOneToken_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("clip") << static_cast<int>(VocabularyForm::Clip);
        QTest::newRow("llama") << static_cast<int>(VocabularyForm::Llama);
    }

    void everyWordBecomesOneToken()
    {
        QFETCH(int, form);
        const bool isClip = form == static_cast<int>(VocabularyForm::Clip);
        VocabularyOptions options;
        options.form = static_cast<VocabularyForm>(form);
        QTemporaryDir folder;
        const Path path = folder.path().toStdString();
        const WordCounts words = wordsOf(options.form);
        const auto size = trainVocabulary(words, options, path);
        QVERIFY2(size.has_value(), size ? "" : size.error().text().c_str());
        const auto tokenizer = Tokenizer::load(path);
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().text().c_str());
        QCOMPARE((*tokenizer)->vocabularySize(), std::int64_t{*size} + (isClip ? 0 : 2));
        for (const char* text : kTexts) {
            WordCounts own;
            countWords(text, options.form, own);
            std::size_t expected = 0;
            for (const auto& [word, count] : own)
                expected += static_cast<std::size_t>(count);
            expected += !isClip && QByteArray(text).endsWith('\n') ? 1U : 0U; // the byte token
            QCOMPARE((*tokenizer)->encode(text, false).size(), expected);
        }
        if (isClip) {
            const auto files = Tokenizer::load(path, {}, TokenizerSource::ClipFiles);
            QVERIFY(files.has_value());
            QCOMPARE((*files)->encode(kTexts[0], true), (*tokenizer)->encode(kTexts[0], true));
            QCOMPARE((*tokenizer)->decode((*tokenizer)->encode("Red star!", true), true), std::string("red star !"));
        } else {
            QCOMPARE((*tokenizer)->unkId().value(), 0);
            QCOMPARE((*tokenizer)->bosId().value(), 1);
            QCOMPARE((*tokenizer)->eosId().value(), 2);
            QCOMPARE((*tokenizer)->tokenToId("<fake_token_around_image>").value(), *size);
            QCOMPARE((*tokenizer)->tokenToId("<image>").value(), *size + 1);
            QCOMPARE((*tokenizer)->tokenToId("<0x0A>").value(), 13);
            for (const char* text : kTexts)
                QCOMPARE((*tokenizer)->decode((*tokenizer)->encode(text, true), true), std::string(text));
            QCOMPARE((*tokenizer)->decode((*tokenizer)->encode("unseen \xE2\x82\xAC words", false), true),
                std::string("unseen \xE2\x82\xAC words"));
        }
    }

    void sameWordsGiveTheSameBytes()
    {
        QTemporaryDir folder;
        const Path path = folder.path().toStdString();
        for (const auto form : {VocabularyForm::Clip, VocabularyForm::Llama}) {
            VocabularyOptions options;
            options.form = form;
            QVERIFY(trainVocabulary(wordsOf(form), options, path / "a"));
            QVERIFY(trainVocabulary(wordsOf(form), options, path / "b"));
            QCOMPARE(sha256File(path / "a/tokenizer.json").value(), sha256File(path / "b/tokenizer.json").value());
        }
    }

    void tooFewTokensIsAnError()
    {
        QTemporaryDir folder;
        VocabularyOptions options;
        options.maxTokens = 520;
        const auto size = trainVocabulary(wordsOf(VocabularyForm::Clip), options, folder.path().toStdString());
        QVERIFY(!size);
        QCOMPARE(size.error().code, ErrorCode::OutOfRange);
    }
};

QTEST_GUILESS_MAIN(TestBpeTrainer)
#include "tst_bpe_trainer.moc"
