// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoder.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_conformance.h"
#include "core/text/unicode.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using namespace fulcrum::text;
using nlohmann::json;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/tokenizers";

/// A small valid tokenizer.json for damage.
json smallTokenizer()
{
    return json::parse(R"({"added_tokens": [{"id": 4, "content": "<x>", "special": true, "normalized": false}],
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\s+"}, "behavior": "Removed"},
        "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}], "special_tokens": {}},
        "decoder": {"type": "Fuse"},
        "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "<u>": 3}, "merges": ["a b"], "unk_token": "<u>"}})");
}

Result<std::shared_ptr<const Tokenizer>> loadText(const std::string& content)
{
    QTemporaryDir folder;
    const Path path = folder.path().toStdString();
    if (!writeFileAtomic(path / "tokenizer.json", content))
        qFatal("cannot write");
    return Tokenizer::load(path);
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenStringsAreExact_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"clip", "llama_small", "llama_small_nonlegacy", "gpt_neox_small", "qwen2_small"})
            QTest::newRow(name) << name;
    }

    void goldenStringsAreExact()
    {
        QFETCH(QString, name);
        const auto report = tokenizerConformance(kGolden / ("golden_" + name.toStdString() + ".json"), name.toStdString());
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        QVERIFY(report->cases.size() >= 6);
        for (const ConformanceCase& one : report->cases)
            QVERIFY2(one.passed, (one.name + ": " + one.note).c_str());
    }

    void conformanceSeesAWrongId()
    {
        QTemporaryDir folder;
        const Path root = folder.path().toStdString();
        std::filesystem::copy(kGolden / "llama_small", root / "llama_small", std::filesystem::copy_options::recursive);
        json golden = json::parse(readFile(kGolden / "golden_llama_small.json").value());
        golden["items"][3]["ids"][1] = 7;
        QVERIFY(writeFileAtomic(root / "golden_llama_small.json", golden.dump()));
        const auto report = tokenizerConformance(root / "golden_llama_small.json", "x").value();
        const auto failed = std::count_if(report.cases.begin(), report.cases.end(), [](const auto& one) { return !one.passed; });
        QVERIFY(failed >= 2); // once per file form
    }

    void specialIdsAndNames()
    {
        const auto llama = Tokenizer::load(kGolden / "llama_small").value();
        QCOMPARE(llama->bosId(), std::optional<std::int32_t>(1));
        QCOMPARE(llama->eosId(), std::optional<std::int32_t>(2));
        QCOMPARE(llama->padId(), std::optional<std::int32_t>(0));
        QCOMPARE(llama->unkId(), std::optional<std::int32_t>(0));
        QCOMPARE(llama->tokenToId("<image>"), std::optional<std::int32_t>(1201));
        QCOMPARE(llama->idToToken(1201), std::optional<std::string>("<image>"));
        QVERIFY(!llama->idToToken(-1) && !llama->idToToken(99999) && !llama->tokenToId("no such token"));
        QCOMPARE(llama->textLength(), std::size_t{2048});
        const auto clip = Tokenizer::load(kGolden / "clip").value();
        QCOMPARE(clip->vocabularySize(), std::int64_t{49408});
        QCOMPARE(clip->textLength(), std::size_t{77});
        QCOMPARE(clip->encodeTruncated("a b c d e f", 4).size(), std::size_t{4});
        QCOMPARE(clip->encodeTruncated("a b c d e f", 4).back(), 49407);
        QCOMPARE(clip->encodeTruncated("a", 1).size(), std::size_t{1});
    }

    void extraTokensGoBehindTheVocabulary()
    {
        const auto plain = Tokenizer::load(kGolden / "llama_small").value();
        const auto more = Tokenizer::load(kGolden / "llama_small", {"<|endofchunk|>", "<image>", "<PAD>"}).value();
        QCOMPARE(more->tokenToId("<|endofchunk|>").value(), static_cast<std::int32_t>(plain->vocabularySize()));
        QCOMPARE(more->tokenToId("<image>"), plain->tokenToId("<image>"));
        QCOMPARE(more->vocabularySize(), plain->vocabularySize() + 2);
        QCOMPARE(more->decode(std::vector<std::int32_t>{more->tokenToId("<PAD>").value()}, true), std::string());
    }

    void longStretchesAreNotQuadratic()
    {
        const auto llama = Tokenizer::load(kGolden / "llama_small").value();
        std::string text;
        for (int i = 0; i < 100000; ++i)
            text += "a dog ";
        const auto ids = llama->encode(text, false); // minutes if every merge scanned the stretch
        QCOMPARE(llama->decode(ids, true), text);
    }

    void brokenBytesBecomeReplacementCharacters()
    {
        QCOMPARE(toValidUtf8("a\xFF" "b"), std::string("a\xEF\xBF\xBD" "b"));
        QCOMPARE(toValidUtf8("\xF0\x9F\x98"), std::string("\xEF\xBF\xBD"));
        QCOMPARE(toValidUtf8("\xED\xA0\x80"), std::string("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
        QCOMPARE(toValidUtf8("\xC0\xAF"), std::string("\xEF\xBF\xBD\xEF\xBF\xBD"));
        const auto qwen = Tokenizer::load(kGolden / "qwen2_small").value();
        QCOMPARE(qwen->encode("x\x80y", false), qwen->encode("x\xEF\xBF\xBDy", false));
        std::string every;
        for (int i = 0; i < 256; ++i)
            every.push_back(static_cast<char>(i));
        for (const char* name : {"clip", "llama_small", "gpt_neox_small"})
            QVERIFY(isValidUtf8(Tokenizer::load(kGolden / name).value()->decode(
                Tokenizer::load(kGolden / name).value()->encode(every, true), false)));
    }

    void stripFlagsTakeTheSpaceAroundATokens()
    {
        json file = smallTokenizer();
        file["added_tokens"][0]["lstrip"] = true;
        file["added_tokens"][0]["rstrip"] = true;
        file["pre_tokenizer"] = nullptr;
        const auto both = loadText(file.dump()).value();
        QCOMPARE(both->encode("ab  <x>  ab", false), (std::vector<std::int32_t>{2, 4, 2}));
        file["added_tokens"][0]["single_word"] = true;
        QCOMPARE(loadText(file.dump()).value()->encode("b<x>", false), (std::vector<std::int32_t>{1, 3, 3, 3}));
    }

    void smallFileWorks()
    {
        const auto tokenizer = loadText(smallTokenizer().dump());
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().text().c_str());
        QCOMPARE((*tokenizer)->encode("AB ba<x>c", true), (std::vector<std::int32_t>{2, 1, 0, 4, 3}));
        QVERIFY((*tokenizer)->encode("", true).empty());
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const json& file, ErrorCode code = ErrorCode::Malformed) {
            QTest::newRow(name) << QByteArray::fromStdString(file.dump(-1, ' ', false, json::error_handler_t::ignore))
                                << static_cast<int>(code);
        };
        const auto with = [](const char* pointer, const json& value) {
            json file = smallTokenizer();
            file[json::json_pointer(pointer)] = value;
            return file;
        };
        const std::string whole = smallTokenizer().dump();
        QTest::newRow("empty") << QByteArray() << static_cast<int>(ErrorCode::Malformed);
        QTest::newRow("truncated") << QByteArray::fromStdString(whole.substr(0, whole.size() / 2)) << static_cast<int>(ErrorCode::Malformed);
        QTest::newRow("deep") << QByteArray(1 << 20, '[') << static_cast<int>(ErrorCode::Malformed);
        QTest::newRow("not UTF-8") << QByteArray("{\"model\": \"\xFF\"}") << static_cast<int>(ErrorCode::Malformed);
        row("array", json::array());
        row("no model", json::object());
        row("model is text", with("/model", "BPE"));
        row("vocab is a list", with("/model/vocab", {"a", "b"}));
        row("vocab empty", with("/model/vocab", json::object()));
        row("id is text", with("/model/vocab/a", "0"));
        row("id negative", with("/model/vocab/a", -1));
        row("id huge", with("/model/vocab/a", 1e18));
        row("id 2^40", with("/model/vocab/a", 1LL << 40));
        row("id a fraction", with("/model/vocab/a", 0.5));
        row("id twice", with("/model/vocab/a", 1));
        row("merge of three", with("/model/merges", {"a b c"}));
        row("merge of numbers", with("/model/merges", {{1, 2}}));
        row("merge outside", with("/model/merges", {"a z"}));
        row("merge result outside", with("/model/merges", {"b a"}));
        row("merges missing", with("/model/merges", nullptr));
        row("unk outside", with("/model/unk_token", "zzz"));
        row("dropout", with("/model/dropout", 0.1), ErrorCode::Unsupported);
        row("unigram", with("/model/type", "Unigram"), ErrorCode::Unsupported);
        row("unknown normalizer", with("/normalizer/type", "BertNormalizer"), ErrorCode::Unsupported);
        row("unknown pre-tokenizer", with("/pre_tokenizer/type", "Magic"), ErrorCode::Unsupported);
        row("unknown decoder", with("/decoder/type", "CTC"), ErrorCode::Unsupported);
        row("unknown post-processor", with("/post_processor/type", "Magic"), ErrorCode::Unsupported);
        row("broken pattern", with("/pre_tokenizer/pattern/Regex", "(a"));
        row("template without text", with("/post_processor/single", json::array()));
        row("template with unknown token", with("/post_processor/single", {{{"SpecialToken", {{"id", "<s>"}}}}}));
        row("added token without content", with("/added_tokens/0", {{"id", 9}}));
        row("added token of another id", with("/added_tokens/0/content", "a"));
        row("added token on a used id", with("/added_tokens/0/id", 1));
        row("added token too long", with("/added_tokens/0/content", std::string(5000, 'x')));
        json nested = {{"type", "NFC"}};
        for (int i = 0; i < 50; ++i)
            nested = {{"type", "Sequence"}, {"normalizers", {nested}}};
        row("nested normalizers", with("/normalizer", nested));
    }

    void damagedFilesAreRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        const auto tokenizer = loadText(content.toStdString());
        QVERIFY(!tokenizer);
        QVERIFY2(static_cast<int>(tokenizer.error().code) == code, tokenizer.error().text().c_str());
        QVERIFY(!tokenizer.error().where.empty() && !tokenizer.error().why.empty());
    }

    /// Ids that no token has are no tokens: nothing is encoded as them, and decoding passes over them.
    void holesInTheVocabularyAreNoTokens()
    {
        json file = smallTokenizer();
        file["model"]["vocab"]["zz"] = 900;
        const auto loaded = loadText(file.dump());
        QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
        const auto& tokenizer = *loaded;
        QCOMPARE(tokenizer->vocabularySize(), std::int64_t{901});
        for (std::int32_t id = -2; id < 905; ++id)
            if (const auto token = tokenizer->idToToken(id); !token)
                QVERIFY(tokenizer->decode(std::span(&id, 1), false).empty());
            else
                QCOMPARE(tokenizer->tokenToId(*token), std::optional(id));
        QVERIFY(!tokenizer->idToToken(500) && tokenizer->idToToken(900) == "zz");
        for (const std::int32_t id : tokenizer->encode("abba zz ab", false))
            QVERIFY(tokenizer->idToToken(id));
        file["model"]["vocab"]["far"] = 2'000'000'000; // a hole that no table can span
        QCOMPARE(loadText(file.dump()).error().code, ErrorCode::Malformed);
    }

    void catastrophicPatternEnds()
    {
        json file = smallTokenizer();
        file["pre_tokenizer"]["pattern"]["Regex"] = "(a+)+$|(a|aa)+c";
        const auto tokenizer = loadText(file.dump()).value();
        QVERIFY(!tokenizer->encode(std::string(5000, 'a') + "b", false).empty());
    }

    void damagedSentencePieceModelsAreRefused()
    {
        const std::string whole = readFile(kGolden / "llama_small/tokenizer.model").value();
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "tokenizer.model";
        QVERIFY(writeFileAtomic(path, whole));
        QVERIFY(Tokenizer::load(path.parent_path()).has_value());
        for (std::size_t cut = 0; cut < whole.size(); cut += 1 + whole.size() / 300) {
            QVERIFY(writeFileAtomic(path, whole.substr(0, cut)));
            QVERIFY(!Tokenizer::load(path.parent_path())); // the settings come last, so no prefix is complete
        }
        for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 300) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
            QVERIFY(writeFileAtomic(path, damaged));
            if (const auto tokenizer = Tokenizer::load(path.parent_path())) // a changed score or letter is still a model
                (*tokenizer)->encode("a red double-decker bus", true);
        }
    }

    void missingFolderIsNamed()
    {
        const auto tokenizer = Tokenizer::load("/no/such/folder");
        QCOMPARE(tokenizer.error().code, ErrorCode::NotFound);
        QVERIFY(tokenizer.error().text().find("/no/such/folder") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
