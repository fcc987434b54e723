// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged and hostile checkpoints, through the door that takes them: Backend::loadLeverModel.
#include "core/base/rng.h"
#include "core/model/backend.h"
#include "core/weights/checkpoint_file.h"
#include "tests/fakes/torch_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

using namespace fulcrum;
using namespace fulcrum::model;
using namespace fulcrum::test::torchfile;

namespace {

Backend* engine()
{
    const auto opened = openBackend();
    return opened ? *opened : nullptr;
}

std::string stateDict(const std::string& value)
{
    return "\x80\x02}" + text("state_dict") + "}" + text("lever_lm.x") + value + "ss.";
}

} // namespace

class TestCheckpointReader : public QObject
{
    Q_OBJECT

    Result<std::unique_ptr<LeverModel>> load(const std::string& content)
    {
        const Path file = Path(m_folder.path().toStdString()) / "x.ckpt";
        if (auto written = writeFileAtomic(file, content); !written)
            return fail(written.error());
        return engine()->loadLeverModel(file, &m_config, {"cpu", Precision::Float32, 1});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(engine(), "the engine must be built for this test");
        // As in gpt2_img_text_adapter0_norm1.
        m_config.items = 20;
        m_config.projection = m_config.width = 16;
        m_config.heads = 4;
        m_config.adapter = false;
        m_config.normalize = true;
        const auto read = readFile(Path(FULCRUM_TEST_DATA) / "golden/lvlm/leverlm/gpt2_img_text_adapter0_norm1/last.ckpt");
        QVERIFY(read.has_value());
        m_good = *read;
        const auto good = load(m_good);
        QVERIFY2(good.has_value(), good ? "" : good.error().text().c_str());
    }

    void truncatedFilesAreRefused()
    {
        for (std::size_t size = 0; size < m_good.size(); size += 1 + m_good.size() / 61)
            QVERIFY(!load(m_good.substr(0, size)));
    }

    void flippedBytesNeverCrash()
    {
        Rng rng(3);
        int refused = 0;
        for (int round = 0; round < 250; ++round) {
            std::string damaged = m_good;
            // Most of the flips hit the pickle and the directory, where structure is.
            const std::size_t span = round % 2 ? 4000 : damaged.size();
            for (int flip = 0; flip < 3; ++flip) {
                const std::size_t at = round % 4 == 3 ? damaged.size() - 1 - rng.below(span) : rng.below(span);
                damaged[at] = static_cast<char>(rng.next());
            }
            refused += load(damaged) ? 0 : 1;
        }
        QVERIFY(refused > 50);
    }

    /// A flipped bit in a weight is found by its checksum, whichever weight and bit it is.
    void flippedWeightsAreFound()
    {
        const Path file = Path(m_folder.path().toStdString()) / "flip.ckpt";
        QVERIFY(writeFileAtomic(file, m_good));
        const auto checkpoint = weights::CheckpointFile::open(file);
        QVERIFY(checkpoint);
        int flipped = 0;
        for (const auto& [name, tensor] : checkpoint->tensors()) {
            if (!name.starts_with("lever_lm.lm_model.transformer."))
                continue;
            const std::size_t at = m_good.find({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
            QVERIFY(at != std::string::npos);
            std::string damaged = m_good;
            damaged[at + tensor.bytes.size() / 2] = static_cast<char>(damaged[at + tensor.bytes.size() / 2] ^ 0x10);
            const auto loaded = load(damaged);
            QVERIFY2(!loaded && loaded.error().text().find("checksum") != std::string::npos, name.c_str());
            ++flipped;
        }
        QVERIFY(flipped > 10);
    }

    /// Integers of more than 64 bits (states of random generators) are passed over, and are no shapes.
    void longIntegersArePassedOver()
    {
        const Path file = Path(m_folder.path().toStdString()) / "long.pt";
        const std::string wide = "\x8a\x10" + std::string(16, '\x7f'), wider = "\x8b" + std::string("\x20\0\0\0", 4) + std::string(32, '\x7f');
        const std::vector<std::string> four{integer(4)}, one{integer(1)};
        QVERIFY(writeFileAtomic(file, checkpoint("\x80\x02}" + text("rng") + wide + "s" + text("more") + wider + "s" + text("w") + tensor(0, four, one) + "s.")));
        const auto read = weights::CheckpointFile::open(file);
        QVERIFY(!read); // the dictionary itself holds what is no tensor
        QVERIFY(writeFileAtomic(file, checkpoint("\x80\x02}" + text("rng") + wide + "s" + text("more") + wider + "s" + text("state_dict") + "}" + text("w")
                                    + tensor(0, four, one) + "ss.")));
        const auto wrapped = weights::CheckpointFile::open(file);
        QVERIFY2(wrapped, wrapped ? "" : wrapped.error().text().c_str());
        QVERIFY(writeFileAtomic(file, checkpoint("\x80\x02}" + text("w") + tensor(0, {wide}, one) + "s.")));
        QVERIFY(!weights::CheckpointFile::open(file));
    }

    /// What an optimiser or a settings object in the file asks for is neither made nor in the way.
    void classesBesideTheTensorsAreNamed()
    {
        const Path file = Path(m_folder.path().toStdString()) / "beside.pt";
        const std::vector<std::string> four{integer(4)}, one{integer(1)};
        const std::string pickle = "\x80\x02}" + text("settings") + "cevil\nSettings\n)\x81s" + text("state_dict") + "}" + text("module.w")
            + tensor(2, four, one) + "ss.";
        QVERIFY(writeFileAtomic(file, checkpoint(pickle)));
        const auto read = weights::CheckpointFile::open(file);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->refusedClasses(), std::set<std::string>{"evil.Settings"});
        const weights::CheckpointTensor* w = read->find("w");
        QVERIFY(w && w->offset == 2 && w->shape == std::vector<std::int64_t>{4} && w->bytes.size() == 64);
    }

    void handMadeFilesAreRefusedWithTheReason_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << QByteArray(content.data(), static_cast<qsizetype>(content.size())) << QString(reason);
        };
        const auto one = [](std::int32_t value) { return std::vector<std::string>{integer(value)}; };
        // A tensor that fits gets past the reader; then the model misses its own.
        row("well-formed", checkpoint(stateDict(tensor(0, one(16), one(1)))), "lever_lm.");
        row("shape outside", checkpoint(stateDict(tensor(0, one(17), one(1)))), "outside");
        row("offset outside", checkpoint(stateDict(tensor(9, one(8), one(1)))), "outside");
        row("negative offset", checkpoint(stateDict(tensor(-1, one(8), one(1)))), "disagree");
        row("stride outside", checkpoint(stateDict(tensor(0, one(4), one(6)))), "outside");
        row("zero stride", checkpoint(stateDict(tensor(0, one(1 << 30), one(0)))), "outside");
        row("negative stride", checkpoint(stateDict(tensor(8, one(4), one(-1)))), "whole numbers");
        row("overflow", checkpoint(stateDict(tensor(0, std::vector<std::string>(5, integer(1 << 30)), std::vector<std::string>(5, integer(1 << 30))))), "absurd");
        row("missing storage", zip({{"a/data.pkl", stateDict(tensor(0, one(4), one(1)))}, {"a/version", "3\n"}}), "data are not");
        row("compressed", checkpoint(stateDict(tensor(0, one(16), one(1))), 8), "compressed");
        row("compressed bomb", checkpoint(stateDict(tensor(0, one(16), one(1))), 8, 0xfffffff0u), "compressed");
        row("size of a bomb", checkpoint(stateDict(tensor(0, one(16), one(1))), 0, 0xfffffff0u), "archive");
        row("call is no tensor", checkpoint(stateDict("cos\nsystem\n" + tuple({text("touch /tmp/fulcrum-was-here")}) + "R")), "'os.system'");
        row("function is no tensor", checkpoint(stateDict("cos\nsystem\n")), "os system");
        row("object is no tensor", checkpoint(stateDict("cevil\nClass\n)\x81")), "'evil.Class'");
        row("call as the whole", checkpoint("\x80\x02" "cos\nsystem\n" + tuple({text("true")}) + "R."), "'os.system'");
        row("big-endian", zip({{"a/data.pkl", stateDict(tensor(0, one(4), one(1)))}, {"a/data/0", std::string(64, '\1')}, {"a/byteorder", "big"}}), "big-endian");
        row("two of a name", zip({{"a/data.pkl", "x"}, {"a/data.pkl", "y"}}), "two members");
        row("unknown opcode", checkpoint("\x80\x02i"), "opcode");
        row("stack underflow", checkpoint("\x80\x02" "0."), "stack");
        row("missing mark", checkpoint("\x80\x02t."), "mark");
        row("unstored value", checkpoint("\x80\x02h\x05."), "not stored");
        row("no end", checkpoint("\x80\x02}"), "too early");
        row("deep", checkpoint("\x80\x02" + std::string(200000, ']') + std::string(199999, 'a') + "."), "not a dictionary");
        row("not a zip", "hello, world", "zip");
        row("empty", "", "zip");
        row("no pickle", zip({{"a/version", "3\n"}}), "data.pkl");
    }

    void handMadeFilesAreRefusedWithTheReason()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const auto loaded = load(content.toStdString());
        QVERIFY(!loaded);
        const std::string said = loaded.error().text();
        QVERIFY2(loaded.error().code == ErrorCode::Malformed || loaded.error().code == ErrorCode::Unsupported, said.c_str());
        QVERIFY2(said.find(reason.toStdString()) != std::string::npos, said.c_str());
        QVERIFY(!std::filesystem::exists("/tmp/fulcrum-was-here"));
    }

    /// Arguments and names that are stored once and used thousands of times must not be copied thousands of times.
    void repeatedUseOfOneLargeValueStaysSmall_data()
    {
        QTest::addColumn<QByteArray>("pickle");
        std::string list = "\x80\x02(";
        for (int i = 0; i < 100000; ++i)
            list += "N";
        list += "tq\1" "0ctorch._utils\n_rebuild_tensor_v2\nq\2" "0";
        for (int i = 0; i < 20000; ++i)
            list += "h\2h\1R0";
        QTest::newRow("arguments") << QByteArray::fromStdString(list + "}.");
        std::string name = "\x80\x04" + text(std::string(1000000, 'x')) + "q\1" "0";
        for (int i = 0; i < 20000; ++i)
            name += std::string("h\1h\1\x93" "0");
        QTest::newRow("names") << QByteArray::fromStdString(name + "}.");
    }

    void repeatedUseOfOneLargeValueStaysSmall()
    {
        QFETCH(QByteArray, pickle);
        rusage before{}, after{};
        ::getrusage(RUSAGE_SELF, &before);
        const std::string content = checkpoint(pickle.toStdString());
        const auto loaded = load(content);
        QVERIFY(!loaded);
        ::getrusage(RUSAGE_SELF, &after);
        const long grownMiB = (after.ru_maxrss - before.ru_maxrss) / 1024;
        QVERIFY2(grownMiB < 400, qPrintable(QString("%1 MiB").arg(grownMiB)));
    }

private:
    QTemporaryDir m_folder;
    LeverConfig m_config;
    std::string m_good;
};

QTEST_GUILESS_MAIN(TestCheckpointReader)
#include "tst_checkpoint_reader.moc"
