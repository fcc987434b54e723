// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/base/safetensors.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <set>
#include <sys/stat.h>

using namespace fulcrum;

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sha256KnowsThePublishedVectors()
    {
        QCOMPARE(sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256(std::string(1000000, 'a')),
            std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void halfRoundTripsEveryBitPattern()
    {
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float wide = halfToFloat(half);
            if (std::isnan(wide))
                QVERIFY(std::isnan(halfToFloat(floatToHalf(wide))));
            else
                QCOMPARE(floatToHalf(wide), half);
        }
        QCOMPARE(floatToHalf(65520.0f), std::uint16_t{0x7c00});
        QCOMPARE(floatToHalf(1.0f + 0x1.0p-11f), std::uint16_t{0x3c00}); // tie goes to even
    }

    void rngIsTheSameEverywhere()
    {
        Rng a(42, {1, 2});
        Rng b(42, {1, 2});
        Rng c(42, {2, 1});
        QCOMPARE(a.next(), b.next());
        QVERIFY(b.next() != c.next());
        Rng draw(7);
        const auto picked = draw.sample(100, 30);
        QCOMPARE(std::set<std::size_t>(picked.begin(), picked.end()).size(), std::size_t{30});
        QCOMPARE(draw.sample(3, 10).size(), std::size_t{3});
    }

    void safetensorsRoundTrip()
    {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "x.safetensors";
        const std::vector<float> values = {1, 2, 3, 4, 5, 6};
        const auto bytes = std::as_bytes(std::span(values));
        QVERIFY(writeSafetensors(path, {{"b", DType::F32, {2, 3}, bytes}, {"a", DType::F32, {6}, bytes}}, {{"k", "v"}}));
        const auto file = SafetensorsFile::open(path);
        QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
        QCOMPARE(file->floats("b").value(), values);
        QCOMPARE(file->metadata().at("k"), std::string("v"));
        QVERIFY(!file->floats("missing"));
    }

    void damagedSafetensorsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        const auto file = [](const QByteArray& header, int data) {
            QByteArray out(8, '\0');
            const auto n = static_cast<std::uint64_t>(header.size());
            memcpy(out.data(), &n, 8);
            return out + header + QByteArray(data, 'x');
        };
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("short") << QByteArray("abc");
        QTest::newRow("huge header") << QByteArray("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10);
        QTest::newRow("not json") << file("{\"a\":", 0);
        QTest::newRow("array") << file("[]", 0);
        QTest::newRow("outside") << file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4);
        QTest::newRow("negative") << file(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8);
        QTest::newRow("wrong size") << file(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8);
        QTest::newRow("overflow")
            << file(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 8);
        QTest::newRow("overlap") << file(
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 8);
        QTest::newRow("dtype") << file(R"({"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}})", 4);
    }

    void damagedSafetensorsAreRefused()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "x.safetensors";
        QVERIFY(writeFileAtomic(path, {content.data(), static_cast<std::size_t>(content.size())}));
        const auto file = SafetensorsFile::open(path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Malformed);
        QVERIFY(file.error().text().find(path.string()) != std::string::npos);
    }

    void filesAreWrittenPieceByPiece()
    {
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "below" / "file";
        const auto content = [&] { return readFile(file).value_or("none"); };
        const auto names = [&] {
            return std::distance(std::filesystem::directory_iterator(file.parent_path()), std::filesystem::directory_iterator());
        };
        {
            auto writer = AtomicFileWriter::create(file);
            QVERIFY2(writer, writer ? "" : writer.error().text().c_str());
            QVERIFY(writer->write("ab") && writer->write("") && writer->write("c"));
            QCOMPARE(content(), std::string("none")); // until it is whole
            QVERIFY(writer->commit());
        }
        QCOMPARE(content(), std::string("abc"));
        {
            auto writer = AtomicFileWriter::create(file);
            QVERIFY(writer->write("half"));
            const AtomicFileWriter moved = std::move(*writer);
        }
        QCOMPARE(content(), std::string("abc"));
        QCOMPARE(names(), std::ptrdiff_t{1}); // nothing is left behind
        QCOMPARE(AtomicFileWriter::create(file / "x").error().code, ErrorCode::NotFound);
    }

    void filesAreReadPieceByPiece()
    {
        QTemporaryDir folder;
        const Path root = folder.path().toStdString(), file = root / "file";
        const std::string content(3'000'000, 'x');
        QVERIFY(writeFileAtomic(file, content));
        std::string all;
        QVERIFY(readPieces(file, [&](std::string_view piece) -> Result<void> {
            all += piece;
            return {};
        }));
        QCOMPARE(all, content);
        const auto stopped = readPieces(file, [](std::string_view) -> Result<void> { return fail(ErrorCode::Cancelled, "enough"); });
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(*sha256File(file), sha256(content));
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(sha256File(file, stop.get_token()).error().code, ErrorCode::Cancelled);
        ::mkfifo((root / "pipe").c_str(), 0600); // nobody writes into it: whoever waits waits for ever
        for (const Path& none : {root, root / "pipe", Path("/dev/zero")}) {
            QCOMPARE(sha256File(none).error().code, ErrorCode::Malformed);
            QCOMPARE(readFile(none).error().code, ErrorCode::Malformed);
            QCOMPARE(MappedFile::open(none).error().code, ErrorCode::Malformed);
        }
    }

    void filesAreReadWithALimit()
    {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "deep/er/x.txt";
        QVERIFY(writeFileAtomic(path, "hello"));
        QCOMPARE(readFile(path).value(), std::string("hello"));
        QVERIFY(!readFile(path, 4));
        QCOMPARE(readFile(path.parent_path()).error().code, ErrorCode::Malformed);
        QCOMPARE(readFile(path.parent_path() / "none").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
