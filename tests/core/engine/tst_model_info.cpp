// SPDX-License-Identifier: GPL-3.0-or-later
// What a model folder is and what is wrong with it: weights::inspectFolder, Backend::describe and `fulcrum-cli model info`.
#include "core/base/machine.h"
#include "core/base/safetensors.h"
#include "core/model/backend.h"
#include "core/weights/model_folder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::weights;
using model::TensorComplaint;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden";

struct Outcome
{
    int status;
    QByteArray out;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome modelInfo(const Path& folder, const QStringList& more = {})
{
    QProcess process;
    process.start(QStringLiteral(FULCRUM_BIN_DIR) + QStringLiteral("/fulcrum-cli"),
        QStringList{QStringLiteral("model"), QStringLiteral("info"), QString::fromStdString(folder.string())} + more);
    if (!process.waitForFinished(120000))
        return {-1, "did not finish"};
    return {process.exitCode(), process.readAllStandardOutput()};
}

/// Rewrites a safetensors file without a tensor, or with one changed.
void rewrite(const Path& file, const std::function<void(std::vector<TensorToWrite>&)>& edit)
{
    const std::string kept = *readFile(file);
    QTemporaryDir folder;
    const Path copy = Path(folder.path().toStdString()) / "copy.safetensors";
    if (!writeFileAtomic(copy, kept))
        qFatal("cannot copy");
    const auto read = SafetensorsFile::open(copy);
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, view] : read->tensors())
        tensors.push_back({name, view.type, view.shape, view.bytes});
    edit(tensors);
    if (!writeSafetensors(file, tensors))
        qFatal("cannot write");
}

TensorToWrite& named(std::vector<TensorToWrite>& tensors, const std::string& name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& one) { return one.name == name; });
    if (found == tensors.end())
        qFatal("no tensor %s", name.c_str());
    return *found;
}

} // namespace

class TestModelInfo : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    model::Backend* m_backend = nullptr;

    Path path(const std::string& name) const { return Path(m_folder.path().toStdString()) / name; }
    Path copyOf(const char* golden, const char* name)
    {
        std::filesystem::remove_all(path(name));
        std::filesystem::copy(kGolden / golden, path(name), std::filesystem::copy_options::recursive);
        return path(name);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto opened = model::openBackend();
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        m_backend = *opened;
    }

    void everyFamilyIsDescribed_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("parts");
        QTest::addColumn<int>("images");
        const QStringList gated{QStringLiteral("vision"), QStringLiteral("resampler"), QStringLiteral("language"),
            QStringLiteral("cross-attention")};
        const auto row = [](const char* folder, const char* family, const QStringList& parts, int images) {
            QTest::newRow(folder) << QString(folder) << QString(family) << parts << images;
        };
        row("clip/tiny_a", "clip", {QStringLiteral("vision"), QStringLiteral("text")}, 1);
        row("lvlm/idefics/tiny_a", "idefics", gated, 5);
        row("lvlm/idefics/tiny_a_sharded_bf16", "idefics", gated, 5);
        row("lvlm/idefics2/tiny_a", "idefics2", gated.mid(0, 3), 4);
        row("lvlm/open_flamingo/mpt7b_tiny", "open-flamingo", gated, 0);
        row("lvlm/open_flamingo/mpt1b_tiny", "open-flamingo", gated, 0);
        row("lvlm/open_flamingo/llama_v1_tiny", "open-flamingo", gated, 0);
        row("lvlm/qwen2/tiny_gqa_tied", "qwen2", {QStringLiteral("language")}, 0);
    }

    /// Parameters by part, the same number as the loaded model has; nothing to complain about.
    void everyFamilyIsDescribed()
    {
        QFETCH(QString, folder);
        QFETCH(QString, family);
        QFETCH(QStringList, parts);
        const Path model = kGolden / folder.toStdString();
        const auto described = m_backend->describe(model);
        QVERIFY2(described, described ? "" : described.error().text().c_str());
        QCOMPARE(QString::fromStdString(described->family), family);
        for (const auto& complaint : described->complaints)
            QFAIL(complaint.text().c_str());
        QStringList names;
        for (const auto& part : described->parts) {
            names.append(QString::fromStdString(part.name));
            QVERIFY(part.parameters > 0);
        }
        names.sort();
        parts.sort();
        QCOMPARE(names, parts);
        QVERIFY(described->contextLength > 0 && described->layers > 0 && described->vocabulary > 0);
        if (family == QStringLiteral("clip")) {
            const auto encoder = m_backend->loadEncoder(model, {.threads = 1});
            QVERIFY(encoder);
            QCOMPARE(described->parameters(), (*encoder)->info().parameters);
            QCOMPARE(described->embedding, std::int64_t{(*encoder)->info().dimensions});
            return;
        }
        const auto loaded = m_backend->loadVisionLanguageModel(model, {.threads = 1});
        QVERIFY(loaded);
        QCOMPARE(described->parameters(), (*loaded)->info().parameters);
        QCOMPARE(described->contextLength, std::int64_t{(*loaded)->info().contextLength});
        QCOMPARE(described->imageSize, std::int64_t{(*loaded)->info().imageSize});
        QVERIFY((described->imageNumbers > 0) == (described->imageSize > 0));
    }

    void everyKeyIsAccountedFor()
    {
        const Path folder = copyOf("lvlm/qwen2/tiny_mha", "keys");
        const std::vector<std::int64_t> whole(16, 1);
        rewrite(folder / "model.safetensors", [&](std::vector<TensorToWrite>& tensors) {
            named(tensors, "model.norm.weight").name = "model.nrom.weight";
            TensorToWrite& reshaped = named(tensors, "model.layers.0.self_attn.q_proj.weight");
            std::swap(reshaped.shape[0], reshaped.shape[1]);
            reshaped.shape = {reshaped.shape[0] * reshaped.shape[1]};
            TensorToWrite& counted = named(tensors, "model.layers.0.input_layernorm.weight");
            counted.type = DType::I32;
        });
        const auto described = m_backend->describe(folder);
        QVERIFY2(described, described ? "" : described.error().text().c_str());
        std::map<TensorComplaint::Kind, std::string> found;
        for (const TensorComplaint& one : described->complaints) {
            found[one.kind] = one.name;
            QCOMPARE(one.file.empty(), one.kind == TensorComplaint::Kind::Missing);
        }
        QCOMPARE(described->complaints.size(), std::size_t{4});
        QCOMPARE(found[TensorComplaint::Kind::Missing], std::string("model.norm.weight"));
        QCOMPARE(found[TensorComplaint::Kind::Unexpected], std::string("model.nrom.weight"));
        QCOMPARE(found[TensorComplaint::Kind::Misshapen], std::string("model.layers.0.self_attn.q_proj.weight"));
        QCOMPARE(found[TensorComplaint::Kind::NotFloating], std::string("model.layers.0.input_layernorm.weight"));
        // Loading says the same, with file and name.
        const auto loaded = m_backend->loadVisionLanguageModel(folder, {.threads = 1});
        QVERIFY(!loaded);
        for (const auto& [kind, name] : found)
            QVERIFY2(loaded.error().why.find("'" + name + "'") != std::string::npos, loaded.error().text().c_str());
        QVERIFY(loaded.error().why.find("model.safetensors") != std::string::npos);

        const Outcome info = modelInfo(folder, {QStringLiteral("--json")});
        QCOMPARE(info.status, 3);
        const QJsonObject keys = info.json()[QStringLiteral("keys")].toObject();
        QCOMPARE(keys[QStringLiteral("missing")].toArray().size(), 1);
        QCOMPARE(keys[QStringLiteral("unexpected")].toArray()[0].toObject()[QStringLiteral("file")].toString(),
            QStringLiteral("model.safetensors"));
        QCOMPARE(keys[QStringLiteral("misshapen")].toArray()[0].toObject()[QStringLiteral("stored")].toArray().size(), 1);
        QVERIFY(!info.json()[QStringLiteral("usable")].toBool(true));
    }

    /// 12 GB of weights (a file with a hole) are described from their header.
    void weightsAreNotRead()
    {
        const Path folder = path("large");
        nlohmann::json config = {{"model_type", "qwen2"}, {"vocab_size", 1000000}, {"hidden_size", 1024},
            {"intermediate_size", 64}, {"num_hidden_layers", 1}, {"num_attention_heads", 8}, {"num_key_value_heads", 1},
            {"tie_word_embeddings", false}};
        QVERIFY(writeFileAtomic(folder / "config.json", config.dump()));
        nlohmann::json header = nlohmann::json::object();
        std::uint64_t at = 0;
        const auto add = [&](const std::string& name, std::vector<std::uint64_t> shape) {
            std::uint64_t bytes = 4;
            for (const std::uint64_t extent : shape)
                bytes *= extent;
            header[name] = {{"dtype", "F32"}, {"shape", shape}, {"data_offsets", {at, at + bytes}}};
            at += bytes;
        };
        add("model.embed_tokens.weight", {1000000, 1024});
        add("lm_head.weight", {1000000, 1024});
        add("model.norm.weight", {1024});
        const std::string text = header.dump();
        std::string start(8, '\0');
        const std::uint64_t length = text.size();
        std::memcpy(start.data(), &length, 8);
        QVERIFY(writeFileAtomic(folder / "model.safetensors", start + text));
        QCOMPARE(::truncate((folder / "model.safetensors").c_str(), static_cast<off_t>(8 + length + at)), 0);
        rusage before{}, after{};
        ::getrusage(RUSAGE_SELF, &before);
        const auto described = m_backend->describe(folder);
        ::getrusage(RUSAGE_SELF, &after);
        QVERIFY2(described, described ? "" : described.error().text().c_str());
        QVERIFY(described->parameters() > 2'000'000'000);
        QVERIFY(!described->complaints.empty()); // the layer is missing
        QVERIFY2(after.ru_maxrss - before.ru_maxrss < 200 * 1024,
            qPrintable(QString::number(after.ru_maxrss - before.ru_maxrss)));
    }

    void foldersThatCannotBeRead_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("said");
        for (const auto& [what, said] :
            std::initializer_list<std::pair<const char*, const char*>>{{"empty", "config.json"}, {"cache", "snapshots/abc"},
                {"lfs", "Git LFS"}, {"tensorflow", "tf_model.h5"}, {"shard", "model-00002-of-00002.safetensors"},
                {"promise", "promises"}, {"truncated", "lies outside the file"}, {"config", "not a JSON object"},
                {"type", "gpt_neox"}, {"contradiction", "num_attention_heads"}, {"heads", "does not divide"},
                {"tokenizer", "holds a tokenizer"}, {"flamingo", "checkpoint.pt"}, {"missing vision", "open_clip"}})
            QTest::newRow(what) << QString(what) << QString(said);
    }

    /// What is missing, and what to do.
    void foldersThatCannotBeRead()
    {
        QFETCH(QString, what);
        QFETCH(QString, said);
        const Path folder = path("broken");
        std::filesystem::remove_all(folder);
        const auto write = [&](const char* name, std::string_view content) { QVERIFY(writeFileAtomic(folder / name, content)); };
        const auto changeConfig = [&](const char* key, const nlohmann::json& value) {
            nlohmann::json config = nlohmann::json::parse(*readFile(folder / "config.json"));
            config[key] = value;
            QVERIFY(writeFileAtomic(folder / "config.json", config.dump()));
        };
        std::filesystem::create_directories(folder);
        if (what == u"cache")
            write("snapshots/abc/config.json", "{}");
        if (what == u"lfs" || what == u"tensorflow")
            write("config.json", R"({"model_type":"clip"})");
        if (what == u"lfs")
            write("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        if (what == u"tensorflow")
            write("tf_model.h5", "x");
        if (what == u"shard" || what == u"promise")
            copyOf("lvlm/idefics/tiny_a_sharded_bf16", "broken");
        if (what == u"shard")
            std::filesystem::remove(folder / "model-00002-of-00002.safetensors");
        if (what == u"promise")
            rewrite(folder / "model-00001-of-00002.safetensors", [](auto& tensors) { tensors.pop_back(); });
        if (what == u"truncated" || what == u"config" || what == u"type" || what == u"contradiction" || what == u"heads")
            copyOf("lvlm/qwen2/tiny_mha", "broken");
        if (what == u"truncated")
            std::filesystem::resize_file(
                folder / "model.safetensors", std::filesystem::file_size(folder / "model.safetensors") - 100);
        if (what == u"config")
            write("config.json", "[1, 2");
        if (what == u"type")
            changeConfig("model_type", "gpt_neox");
        if (what == u"contradiction")
            changeConfig("num_attention_heads", "many");
        if (what == u"heads")
            changeConfig("num_key_value_heads", 4);
        if (what == u"tokenizer")
            std::filesystem::copy(kGolden / "tokenizers/llama_small", folder, std::filesystem::copy_options::recursive);
        if (what == u"flamingo" || what == u"missing vision")
            copyOf("lvlm/open_flamingo/mpt7b_tiny", "broken");
        if (what == u"flamingo")
            for (const char* file : {"checkpoint.pt", "checkpoint.safetensors"})
                std::filesystem::remove(folder / file);
        if (what == u"missing vision")
            std::filesystem::remove_all(folder / "vision_encoder");
        const Outcome info = modelInfo(folder, {QStringLiteral("--json")});
        QCOMPARE(info.status, 3);
        const QJsonArray problems = info.json()[QStringLiteral("problems")].toArray();
        QVERIFY2(!problems.isEmpty(), info.out.constData());
        const QJsonObject first = problems[0].toObject();
        QVERIFY2((first[QStringLiteral("what")].toString() + first[QStringLiteral("hint")].toString()).contains(said),
            info.out.constData());
        QVERIFY2(!first[QStringLiteral("hint")].toString().isEmpty() || what == u"contradiction" || what == u"heads",
            info.out.constData());
        const Outcome text = modelInfo(folder);
        QCOMPARE(text.status, 3);
        QVERIFY2(text.out.contains("problem  "), text.out.constData());
    }

    void pickledWeightsAreInspectedAndLoaded()
    {
        const Path file = kGolden / "lvlm/leverlm/gpt2_img_text_adapter0_norm1/last.ckpt";
        const auto report = inspectFolder(file);
        QVERIFY(report && report->problems.empty());
        QCOMPARE(report->layout, FolderReport::Layout::LeverLm);
        QCOMPARE(report->lever.at("items").get<int>(), 20);
        QCOMPARE(report->lever.at("width").get<int>(), 16);
        QCOMPARE(report->lever.at("architecture").get<std::string>(), std::string("gpt2"));
        QVERIFY(!report->lever.at("adapter").get<bool>());
        QCOMPARE(report->files.front().format, std::string("pytorch"));
        for (const Path& path : {file, file.parent_path()}) {
            const Outcome info = modelInfo(path, {QStringLiteral("--json")});
            QCOMPARE(info.status, 0);
            QCOMPARE(info.json()[QStringLiteral("kind")].toString(), QStringLiteral("lever-lm"));
        }
    }

    void documentOfAGoodFolder()
    {
        const Outcome info = modelInfo(kGolden / "lvlm/idefics/tiny_a_sharded_bf16",
            {QStringLiteral("--json"), QStringLiteral("--dtype"), QStringLiteral("bfloat16")});
        QCOMPARE(info.status, 0);
        const QJsonObject document = info.json();
        QCOMPARE(document[QStringLiteral("family")].toString(), QStringLiteral("idefics"));
        QCOMPARE(document[QStringLiteral("kind")].toString(), QStringLiteral("lvlm"));
        const QJsonObject shards = document[QStringLiteral("shards")].toObject();
        QCOMPARE(shards[QStringLiteral("expected")].toInt(), 2);
        QCOMPARE(shards[QStringLiteral("present")].toInt(), 2);
        const QJsonObject memory = document[QStringLiteral("memory")].toObject();
        QCOMPARE(memory.keys(), QStringList{QStringLiteral("bfloat16")});
        const double parameters = document[QStringLiteral("parameters")].toObject()[QStringLiteral("total")].toDouble();
        QCOMPARE(memory[QStringLiteral("bfloat16")].toObject()[QStringLiteral("weights")].toDouble(), 2 * parameters);
        const QJsonObject fits = document[QStringLiteral("fits")].toArray()[0].toObject();
        QCOMPARE(fits[QStringLiteral("device")].toString(), QStringLiteral("cpu"));
        QVERIFY(fits[QStringLiteral("bfloat16")].toBool());
        QVERIFY(!fits.contains(QStringLiteral("float32")));
        QVERIFY(document[QStringLiteral("keys")].toObject()[QStringLiteral("checked")].toBool());
        QVERIFY(!document[QStringLiteral("warnings")].toArray().isEmpty()); // no tokenizer
        QVERIFY(modelInfo(kGolden / "clip/tiny_a").out.contains("all are as config.json asks"));
    }

    void wrongCalls()
    {
        QCOMPARE(modelInfo("/no/such/folder").status, 3);
        QCOMPARE(modelInfo(kGolden / "clip/tiny_a", {QStringLiteral("--device"), QStringLiteral("cuda:7")}).status, 4);
        QCOMPARE(modelInfo(kGolden / "clip/tiny_a", {QStringLiteral("--dtype"), QStringLiteral("int8")}).status, 2);
    }

    void machineHasMemory()
    {
        const MachineMemory memory = machineMemory();
        QVERIFY(memory.total > 0 && memory.available <= memory.total);
    }
};

QTEST_GUILESS_MAIN(TestModelInfo)
#include "tst_model_info.moc"
