// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/embed/feature_folder.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstring>
#include <limits>

using namespace fulcrum;
using namespace fulcrum::embed;

namespace {

constexpr std::int64_t kRows = 3, kWidth = 5;

std::vector<float> valuesOf(int image)
{
    Rng rng(11, {static_cast<std::uint64_t>(image)});
    std::vector<float> values(kRows * kWidth);
    for (float& value : values)
        value = static_cast<float>(rng.normal());
    return values;
}

std::string keyOf(int image) { return "data:" + std::to_string(image); }

void putImages(FeatureFolder& store, int from, int to)
{
    for (int image = from; image < to; ++image) {
        const std::vector<float> values = valuesOf(image);
        store.put(keyOf(image), {"F32", kRows, kWidth, std::as_bytes(std::span(values)), {}});
    }
}

bool hasExactly(FeatureFolder& store, int image)
{
    const auto found = store.find(keyOf(image));
    const std::vector<float> values = valuesOf(image);
    return found && found->type == "F32" && found->rows == kRows && found->width == kWidth
        && found->bytes.size() == values.size() * sizeof(float)
        && std::memcmp(found->bytes.data(), values.data(), found->bytes.size()) == 0;
}

/// Small blocks, and no demand on the disk of the test machine.
FeatureFolder::Options small()
{
    FeatureFolder::Options options;
    options.blockBytes = 4 * kRows * kWidth * sizeof(float);
    options.spareBytes = 0;
    return options;
}

std::vector<Path> blocksIn(const Path& folder)
{
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".safetensors")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

class TestFeatureFolder : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Path parent() const { return Path(m_folder->path().toStdString()) / "features"; }
    Path folder() const { return parent() / "model"; }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasPutIsFoundBitForBit()
    {
        {
            FeatureFolder store(folder(), "weights A", small());
            QVERIFY(!store.find(keyOf(0)));
            putImages(store, 0, 10);
        }
        FeatureFolder store(folder(), "weights A", small());
        QCOMPARE(store.images(), std::size_t{10});
        for (int image = 0; image < 10; ++image)
            QVERIFY(hasExactly(store, image));
        QVERIFY(!store.find(keyOf(10)));
        FeatureFolder other(folder(), "weights B", small());
        QVERIFY(!other.find(keyOf(0)));
    }

    /// A process that is killed leaves finished blocks and no part of one.
    void blocksAreThereBeforeTheEnd()
    {
        FeatureFolder writer(folder(), "w", small()), reader(folder(), "w", small());
        putImages(writer, 0, 9); // two blocks of four and one that is not full
        QCOMPARE(blocksIn(folder()).size(), std::size_t{2});
        QVERIFY(hasExactly(reader, 0) && hasExactly(reader, 7));
        QVERIFY(!reader.find(keyOf(8)));
        writer.flush();
        QCOMPARE(blocksIn(folder()).size(), std::size_t{3});
        QVERIFY(hasExactly(reader, 8));
    }

    void oneWritesOthersRead()
    {
        FeatureFolder first(folder(), "w", small()), second(folder(), "w", small());
        putImages(first, 0, 1);
        putImages(second, 1, 9);
        QCOMPARE(blocksIn(folder()).size(), std::size_t{0});
        first.flush();
        second.flush();
        QVERIFY(hasExactly(second, 0));
        QVERIFY(!first.find(keyOf(1)));
    }

    void damagedAndForeignFilesArePassedOver()
    {
        {
            FeatureFolder store(folder(), "w", small());
            putImages(store, 0, 12);
        }
        const std::vector<Path> blocks = blocksIn(folder());
        QCOMPARE(blocks.size(), std::size_t{3});
        std::filesystem::resize_file(blocks[0], std::filesystem::file_size(blocks[0]) - 7); // torn
        std::string bytes = *readFile(blocks[1]);
        bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 1); // a bit of the last image
        QVERIFY(writeFileAtomic(blocks[1], bytes));
        QVERIFY(writeFileAtomic(folder() / "note.safetensors", "not one of ours"));
        QVERIFY(writeSafetensors(folder() / "other.safetensors", {{"features", DType::F32, {1}, std::as_bytes(std::span("abc"))}}));
        QVERIFY(writeSafetensors(folder() / "99999999.safetensors", {},
            {{"format", "fulcrum image features 1"}, {"identity", "w"}, {"keys", "[[[]"}}));
        const FeatureFolderSummary summary = examineFeatures(parent());
        QCOMPARE(summary.blocks, std::size_t{1});
        QCOMPARE(summary.damaged.size(), std::size_t{5});
        FeatureFolder store(folder(), "w", small());
        int found = 0;
        for (int image = 0; image < 12; ++image)
            found += hasExactly(store, image) ? 1 : 0;
        QVERIFY2(found == 7, qPrintable(QString::number(found))); // of the second block all but the changed one
        putImages(store, 0, 12);
        store.flush();
        for (int image = 0; image < 12; ++image)
            QVERIFY(hasExactly(store, image));
    }

    void aFullDiskOrFolderEndsWritingOnly()
    {
        FeatureFolder::Options options = small();
        options.mostBytes = 2 * options.blockBytes;
        FeatureFolder store(folder(), "w", options);
        putImages(store, 0, 40);
        store.flush();
        QVERIFY(hasExactly(store, 0));
        QVERIFY(!store.find(keyOf(39)));
        const std::size_t blocks = blocksIn(folder()).size();
        QVERIFY(blocks >= 1 && blocks <= 2);
        options.mostBytes = std::numeric_limits<std::uint64_t>::max();
        options.spareBytes = std::numeric_limits<std::uint64_t>::max() / 2; // no disk has that much to spare
        FeatureFolder full(folder(), "other", options);
        putImages(full, 0, 9);
        QCOMPARE(blocksIn(folder()).size(), blocks);
    }

    void aFolderThatCannotBeMadeIsAnEmptyStore()
    {
        QVERIFY(writeFileAtomic(parent(), "a file where the folder should be"));
        FeatureFolder store(folder(), "w", small());
        putImages(store, 0, 9);
        store.flush();
        QVERIFY(!store.find(keyOf(0)));
    }

    void readOnlyStoresTakeNothing()
    {
        FeatureFolder::Options options = small();
        options.readOnly = true;
        FeatureFolder store(folder(), "w", options);
        putImages(store, 0, 9);
        store.flush();
        QVERIFY(!std::filesystem::exists(folder()));
    }

    void manySmallBlocksAreJoined()
    {
        for (int image = 0; image < 20; ++image) {
            FeatureFolder::Options options = small();
            options.blockBytes = 1; // a block for each
            FeatureFolder store(folder(), "w", options);
            putImages(store, image, image + 1);
        }
        QCOMPARE(blocksIn(folder()).size(), std::size_t{20});
        FeatureFolder::Options options = small();
        options.blockBytes = 1 << 20;
        FeatureFolder store(folder(), "w", options);
        putImages(store, 20, 21);
        store.flush();
        QCOMPARE(blocksIn(folder()).size(), std::size_t{2});
        for (int image = 0; image < 21; ++image)
            QVERIFY(hasExactly(store, image));
    }
};

QTEST_GUILESS_MAIN(TestFeatureFolder)
#include "tst_feature_folder.moc"
