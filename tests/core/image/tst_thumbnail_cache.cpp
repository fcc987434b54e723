// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_writer.h"
#include "core/image/thumbnail_cache.h"

#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::image;

namespace {

Thumbnail sample(std::uint8_t shade, int edge = 96)
{
    Thumbnail thumbnail{{edge, edge / 2, std::vector<std::uint8_t>(static_cast<std::size_t>(edge * (edge / 2) * 3), shade)}, 640, 320, {}};
    thumbnail.dominant = {shade, 1, 2};
    return thumbnail;
}

std::string keyOf(int number) { return sha256(std::to_string(number)).substr(0, 32); }

std::vector<Path> filesBelow(const Path& folder)
{
    std::vector<Path> files;
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.is_regular_file())
                files.push_back(entry.path());
    return files;
}

} // namespace

class TestThumbnailCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = Path(m_temporary->path().toStdString()) / "cache/thumbs";
    }

    void entriesOutliveTheProgram()
    {
        {
            ThumbnailCache cache(m_folder);
            QVERIFY(!cache.find(keyOf(1), 96));
            QVERIFY(!std::filesystem::exists(m_folder)); // looking makes nothing
            cache.store(keyOf(1), 96, sample(50));
            QVERIFY(cache.usedBytes() > 0);
        }
        ThumbnailCache cache(m_folder);
        QCOMPARE(cache.usedBytes(), 0u);
        const auto found = cache.find(keyOf(1), 96);
        QVERIFY(found);
        QCOMPARE(found->image.width, 96);
        QCOMPARE(found->image.height, 48);
        QCOMPARE(found->fullWidth, 640);
        QCOMPARE(found->fullHeight, 320);
        QCOMPARE(found->dominant, (std::array<std::uint8_t, 3>{50, 1, 2}));
        QVERIFY(std::abs(int{found->image.rgb[0]} - 50) < 3);
        QVERIFY(!cache.find(keyOf(2), 96));
        cache.tidy();
        QCOMPARE(cache.usedBytes(), 4096u);
        struct stat status{};
        QCOMPARE(::stat(filesBelow(m_folder).at(0).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0077u, 0u); // pictures are private
    }

    void largerStepsServe()
    {
        ThumbnailCache cache(m_folder);
        cache.store(keyOf(1), 320, sample(50, 320));
        for (const int edge : {96, 240, 300, 320}) {
            const auto found = cache.find(keyOf(1), edge);
            QVERIFY(found);
            QCOMPARE(found->image.width, edge);
            QCOMPARE(found->fullWidth, 640);
        }
        QVERIFY(!cache.find(keyOf(1), 321));
    }

    void whatIsTheWholeImageIsNotKept()
    {
        ThumbnailCache cache(m_folder);
        Thumbnail whole = sample(1);
        whole.fullWidth = 96;
        whole.fullHeight = 48;
        cache.store(keyOf(1), 96, whole);
        QVERIFY(filesBelow(m_folder).empty());
    }

    void keysNameContents()
    {
        const Path image = m_temporary->filePath(QStringLiteral("a.jpg")).toStdString();
        std::ofstream(image) << "12345";
        const std::string key = ThumbnailCache::keyOf(image, stampOf(image).value());
        QCOMPARE(key.size(), 32u);
        QCOMPARE(ThumbnailCache::keyOf(image.parent_path() / "." / "a.jpg", stampOf(image).value()), key);
        std::filesystem::create_symlink("a.jpg", image.parent_path() / "b.jpg");
        QCOMPARE(ThumbnailCache::keyOf(image.parent_path() / "b.jpg", stampOf(image.parent_path() / "b.jpg").value()), key);
        std::filesystem::last_write_time(image, std::filesystem::last_write_time(image) + std::chrono::nanoseconds(1000));
        QVERIFY(ThumbnailCache::keyOf(image, stampOf(image).value()) != key);
        const FileStamp stamp = stampOf(image).value();
        QVERIFY(ThumbnailCache::keyOf(image, {stamp.bytes + 1, stamp.modified}) != ThumbnailCache::keyOf(image, stamp));
    }

    void tornFilesAreAbsentAndGo()
    {
        ThumbnailCache cache(m_folder);
        cache.store(keyOf(1), 96, sample(50));
        const Path file = filesBelow(m_folder).at(0);
        const std::string whole = readFile(file).value();
        const auto refused = [&](const std::string& bytes) {
            std::ofstream(file, std::ios::binary) << bytes;
            return !cache.find(keyOf(1), 96) && !std::filesystem::exists(file);
        };
        for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 40)
            QVERIFY(refused(whole.substr(0, size)));
        for (std::size_t at = 0; at < whole.size(); at += 1 + at / 3) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 4);
            QVERIFY2(refused(damaged), std::to_string(at).c_str());
        }
        QVERIFY(refused(whole + "x"));
        QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        QVERIFY(!cache.find(keyOf(1), 96));
        cache.store(keyOf(1), 96, sample(50));
        QVERIFY(cache.find(keyOf(1), 96));
    }

    void whatWasUsedLongestAgoGoes()
    {
        ThumbnailCache cache(m_folder, 20 * 4096);
        const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(100);
        for (int i = 0; i < 20; ++i) {
            cache.store(keyOf(i), 96, sample(50));
            QVERIFY(cache.find(keyOf(i), 96));
        }
        for (const Path& file : filesBelow(m_folder))
            std::filesystem::last_write_time(file, old);
        const auto ageOf = [&](int i) {
            const Path file = m_folder / keyOf(i).substr(0, 2) / (keyOf(i).substr(2) + "-96.thumb");
            return std::filesystem::last_write_time(file);
        };
        for (const int used : {3, 7, 11, 19}) // which makes them young
            QVERIFY(cache.find(keyOf(used), 96) && ageOf(used) > old + std::chrono::hours(99));
        for (int i = 20; i < 26; ++i)
            cache.store(keyOf(i), 96, sample(50));
        QVERIFY(cache.usedBytes() <= 20 * 4096);
        QVERIFY(filesBelow(m_folder).size() <= 20);
        QVERIFY(filesBelow(m_folder).size() >= 18);
        for (const int kept : {3, 7, 11, 19, 20, 25})
            QVERIFY2(cache.find(keyOf(kept), 96), std::to_string(kept).c_str());
    }

    void theCapCanBeChanged()
    {
        ThumbnailCache cache(m_folder);
        for (int i = 0; i < 30; ++i)
            cache.store(keyOf(i), 96, sample(50));
        cache.setCap(10 * 4096);
        QVERIFY(filesBelow(m_folder).size() <= 10);
        cache.setCap(0);
        QVERIFY(filesBelow(m_folder).empty());
        cache.store(keyOf(1), 96, sample(50));
        QVERIFY(filesBelow(m_folder).empty());
        cache.setCap(ThumbnailCache::kDefaultCap);
        cache.store(keyOf(1), 96, sample(50));
        QVERIFY(cache.find(keyOf(1), 96));
    }

    void twoCachesShareAFolder()
    {
        ThumbnailCache one(m_folder, 40 * 4096), other(m_folder, 40 * 4096);
        one.store(keyOf(1), 96, sample(50));
        QVERIFY(other.find(keyOf(1), 96));
        other.clear();
        QVERIFY(!one.find(keyOf(1), 96));
        // Storing, evicting and finding at once; what is found is whole.
        std::atomic<int> wrong = 0;
        {
            std::vector<std::jthread> threads;
            for (ThumbnailCache* cache : {&one, &other, &one, &other})
                threads.emplace_back([cache, &wrong, seed = threads.size()] {
                    for (int i = 0; i < 150; ++i) {
                        const int number = (i * 7 + int(seed) * 3) % 60;
                        cache->store(keyOf(number), 96, sample(static_cast<std::uint8_t>(number)));
                        const auto found = cache->find(keyOf((number + 5) % 60), 96);
                        wrong += found && found->dominant[0] != (number + 5) % 60;
                    }
                });
        }
        QCOMPARE(wrong.load(), 0);
        one.tidy();
        QVERIFY(one.usedBytes() <= 40 * 4096);
        for (const Path& file : filesBelow(m_folder))
            QVERIFY(file.extension() == ".thumb"); // no temporary file is left
    }

    void clearingLeavesOthersAlone()
    {
        ThumbnailCache cache(m_folder);
        cache.store(keyOf(1), 96, sample(50));
        const std::string fan = keyOf(1).substr(0, 2);
        const Path foreign = m_folder / fan / "holiday.jpg", odd = m_folder / "notes.txt";
        const Path part = m_folder / fan / (keyOf(1).substr(2) + "-96.thumb.123.1.part"), young = part.string() + "2.part";
        for (const Path& file : {foreign, odd, part, young})
            std::ofstream(file) << "mine";
        std::filesystem::last_write_time(part, std::filesystem::file_time_type::clock::now() - std::chrono::hours(5));
        const Path elsewhere = m_temporary->filePath(QStringLiteral("elsewhere")).toStdString();
        std::filesystem::create_directories(elsewhere);
        std::ofstream(elsewhere / (keyOf(2).substr(2) + "-96.thumb")) << "mine";
        std::filesystem::create_symlink(elsewhere, m_folder / (fan == "ff" ? "fe" : "ff"));
        cache.clear();
        QCOMPARE(cache.usedBytes(), 0u);
        QVERIFY(!cache.find(keyOf(1), 96));
        QVERIFY(std::filesystem::exists(foreign) && std::filesystem::exists(odd));
        QVERIFY(!std::filesystem::exists(part) && std::filesystem::exists(young)); // left behind by a crash; being written
        QCOMPARE(filesBelow(elsewhere).size(), 1u);
    }

    void foldersThatCannotBeWritten()
    {
        const Path file = m_temporary->filePath(QStringLiteral("file")).toStdString();
        std::ofstream(file) << "a file where the folder should be";
        for (const Path& folder : {file / "thumbs", Path("/proc/thumbs"), Path("/dev/null/x")}) {
            ThumbnailCache cache(folder);
            cache.store(keyOf(1), 96, sample(50));
            QVERIFY(!cache.find(keyOf(1), 96));
            cache.tidy();
            cache.clear();
            QCOMPARE(cache.usedBytes(), 0u);
        }
        QCOMPARE(readFile(file).value(), std::string("a file where the folder should be"));
    }

    void aFullDiskIsNoError()
    {
        ThumbnailCache cache(m_folder);
        cache.store(keyOf(1), 96, sample(50));
        // A limit on the size of files fails a write half-way, as a full disk does.
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{100, 100};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            cache.store(keyOf(2), 96, sample(60));
            cache.store(keyOf(3), 96, sample(60));
            ::_exit(cache.find(keyOf(1), 96) && !cache.find(keyOf(2), 96) ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        QCOMPARE(filesBelow(m_folder).size(), 1u); // no part is left
    }

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    Path m_folder;
};

QTEST_GUILESS_MAIN(TestThumbnailCache)
#include "tst_thumbnail_cache.moc"
