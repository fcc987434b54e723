// SPDX-License-Identifier: GPL-3.0-or-later
// Images as people's folders hold them: every one gives a thumbnail or a clear error, in bounded memory.
#include "core/image/display_resize.h"
#include "core/image/jpeg_writer.h"
#include "core/image/pillow_resize.h"
#include "core/image/thumbnail.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace fulcrum;
using namespace fulcrum::image;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/preprocess/images";
const Path kCorpus = Path(FULCRUM_SOURCE_DIR) / "tests/fuzz/corpus/images";

QByteArray bigEndian(quint32 value)
{
    QByteArray out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.append(static_cast<char>(value >> shift));
    return out;
}

QByteArray chunk(const QByteArray& typeAndData)
{
    quint32 crc = 0xFFFFFFFF;
    for (const char c : typeAndData) {
        crc ^= static_cast<unsigned char>(c);
        for (int k = 0; k < 8; ++k)
            crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
    }
    return bigEndian(quint32(typeAndData.size()) - 4) + typeAndData + bigEndian(~crc);
}

QByteArray zlib(const QByteArray& bytes) { return qCompress(bytes, 9).mid(4); }

/// A PNG of these rows, each with its filter byte; `extra` chunks come before the pixels.
std::string png(quint32 width, quint32 height, char depth, char colour, const QByteArray& rows, const QByteArray& extra = {},
    char interlace = 0)
{
    const QByteArray header
        = "IHDR" + bigEndian(width) + bigEndian(height) + QByteArray{1, depth} + QByteArray{1, colour} + QByteArray("\0\0", 2) + QByteArray{1, interlace};
    return (QByteArray("\x89PNG\r\n\x1A\n", 8) + chunk(header) + extra + chunk("IDAT" + zlib(rows)) + chunk("IEND")).toStdString();
}

using Pixel = std::array<int, 3>;

Pixel pixel(const Image& image, int x, int y)
{
    const auto at = static_cast<std::size_t>(3 * (y * image.width + x));
    return {image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]};
}

std::string bytesOf(const Path& path) { return readFile(path).value(); }

/// Memory that a call needs at its peak, in MiB; -1 where the system does not tell.
template <class Call>
double peakOf(const Call& call)
{
    const auto line = [](const char* key) {
        std::ifstream status("/proc/self/status");
        for (std::string text; std::getline(status, text);)
            if (text.starts_with(key))
                return std::atof(text.c_str() + std::strlen(key)) / 1024;
        return -1.0;
    };
    std::ofstream reset("/proc/self/clear_refs");
    reset << "5" << std::flush;
    const bool told = reset.good();
    const double before = line("VmRSS:");
    call();
    return told ? line("VmHWM:") - before : -1;
}

} // namespace

class TestHostileImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesThatAreNoImages_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::newRow("empty") << QByteArray() << int(ErrorCode::Malformed);
        QTest::newRow("text") << QByteArray("not an image") << int(ErrorCode::Unsupported);
        QTest::newRow("page of an error") << QByteArray("<html><body>404</body></html>") << int(ErrorCode::Unsupported);
        QTest::newRow("gif") << QByteArray("GIF89a\1\0\1\0\0\0\0") << int(ErrorCode::Unsupported);
        QTest::newRow("start of a jpeg") << QByteArray("\xFF\xD8\xFF") << int(ErrorCode::Malformed);
        QTest::newRow("start of a png") << QByteArray("\x89PNG\r\n\x1A\n") << int(ErrorCode::Malformed);
        QTest::newRow("zeros") << QByteArray(5000, '\0') << int(ErrorCode::Unsupported);
    }
    void filesThatAreNoImages()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "a.jpg";
        std::ofstream(file, std::ios::binary) << content.toStdString();
        for (const auto& error : {readThumbnail(file, 96).error(), readSource(file).error()}) {
            QCOMPARE(int(error.code), code);
            QVERIFY(QString::fromStdString(error.text()).contains(QStringLiteral("a.jpg")));
            QVERIFY(!error.why.empty());
        }
    }

    void whatIsNoRegularFileIsNotWaitedFor()
    {
        QTemporaryDir folder;
        const Path root = folder.path().toStdString();
        const auto both = [](const Path& path) {
            const auto thumbnail = readThumbnail(path, 96);
            const auto source = readSource(path);
            const auto stamp = stampOf(path);
            if (thumbnail || source || stamp || thumbnail.error().code != source.error().code)
                qFatal("%s was read", path.c_str());
            return thumbnail.error();
        };
        QCOMPARE(both(root).code, ErrorCode::Malformed);
        QCOMPARE(both(root).why, std::string("it is a folder"));
        QCOMPARE(::mkfifo((root / "pipe.jpg").c_str(), 0600), 0);
        QCOMPARE(both(root / "pipe.jpg").why, std::string("it is a pipe"));
        QCOMPARE(both("/dev/zero").code, ErrorCode::Malformed);
        QCOMPARE(both(root / "missing.jpg").code, ErrorCode::NotFound);
        QCOMPARE(both(root / "missing.jpg/x").code, ErrorCode::NotFound);
        std::filesystem::create_symlink("nowhere.jpg", root / "dangling.jpg");
        QCOMPARE(both(root / "dangling.jpg").code, ErrorCode::NotFound);
        std::filesystem::create_symlink("loop.jpg", root / "loop.jpg");
        QCOMPARE(both(root / "loop.jpg").code, ErrorCode::Io);
        std::filesystem::create_symlink(kGolden / "photo.jpg", root / "link.jpg");
        QVERIFY(readThumbnail(root / "link.jpg", 96));
        QVERIFY(readSource(root / "link.jpg"));
    }

    void forbiddenAndTooLargeFiles()
    {
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "a.jpg";
        std::ofstream(file, std::ios::binary) << bytesOf(kGolden / "photo.jpg");
        std::filesystem::permissions(file, std::filesystem::perms::none);
        if (::access(file.c_str(), R_OK) != 0) { // root may read anything
            QCOMPARE(readThumbnail(file, 96).error().code, ErrorCode::Io);
            QVERIFY(!readThumbnail(file, 96).error().why.empty());
        }
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        std::filesystem::resize_file(file, kLargestImageFile + 1); // sparse
        QVERIFY(peakOf([&] { QCOMPARE(readThumbnail(file, 96).error().code, ErrorCode::OutOfRange); }) < 16);
    }

    void everyFileOfTheCorpus()
    {
        for (const auto& entry : std::filesystem::directory_iterator(kCorpus)) {
            const std::string name = entry.path().filename().string(), bytes = bytesOf(entry.path());
            const bool broken = name.starts_with("cut") || name.starts_with("claims") || name.starts_with("many_scans");
            QVERIFY2(makeThumbnail(bytes, name, 96).has_value() == !broken, name.c_str());
            QVERIFY2(decodeSource(bytes, name).has_value() == !broken, name.c_str());
            for (std::size_t cut = 0; cut < bytes.size() && !broken; cut += 1 + bytes.size() / 50) { // headers take most of these
                const auto part = makeThumbnail(std::string_view(bytes).substr(0, cut), name, 96);
                QVERIFY2(!part || cut + 60 > bytes.size(), name.c_str());
            }
        }
        QCOMPARE(makeThumbnail(bytesOf(kCorpus / "claims_900_megapixels.png"), "x", 96).error().code, ErrorCode::OutOfRange);
        QCOMPARE(makeThumbnail(bytesOf(kCorpus / "claims_900_megapixels.jpg"), "x", 96).error().code, ErrorCode::OutOfRange);
        QVERIFY(makeThumbnail(png(2'000'000, 2, 1, 0, QByteArray(1000, '\0')), "x", 96).error().text().find("million") != std::string::npos);
    }

    void extremeShapes()
    {
        const auto thumbnail = [](const std::string& bytes) { return makeThumbnail(bytes, "x", 160).value(); };
        const auto one = thumbnail(bytesOf(kCorpus / "one.jpg"));
        QCOMPARE(one.image.width * one.image.height, 1);
        QCOMPARE(thumbnail(bytesOf(kCorpus / "one.png")).fullWidth, 1);
        const auto tall = thumbnail(png(1, 30000, 8, 0, QByteArray(60000, '\0')));
        QCOMPARE(tall.image.width, 1);
        QCOMPARE(tall.image.height, 160);
        QCOMPARE(tall.fullHeight, 30000);
        QCOMPARE(thumbnail(png(30000, 1, 8, 0, QByteArray(30001, '\0'))).image.width, 160);
        const auto strip = thumbnail(encodeJpeg(Image{1, 30000, std::vector<std::uint8_t>(90000, 77)}, 80).value());
        QCOMPARE(strip.image.height, 160);
        QCOMPARE(pixel(strip.image, 0, 80), (Pixel{77, 77, 77}));
    }

    void colourModels()
    {
        const auto full = readImage(kGolden / "cmyk.jpg").value();
        const auto small = readThumbnail(kGolden / "cmyk.jpg", 50).value().image;
        for (int c = 0; c < 3; ++c) {
            const auto mean = [c](const Image& image) {
                double sum = 0;
                for (std::size_t i = static_cast<std::size_t>(c); i < image.rgb.size(); i += 3)
                    sum += image.rgb[i];
                return 3 * sum / static_cast<double>(image.rgb.size());
            };
            QVERIFY(std::abs(mean(full) - mean(small)) < 3);
        }
        const auto first = [](const std::string& bytes) { return pixel(makeThumbnail(bytes, "x", 96).value().image, 0, 0); };
        QCOMPARE(first(png(1, 1, 16, 0, QByteArray("\0\x80\x12", 3))), (Pixel{128, 128, 128})); // shown by its high byte
        QCOMPARE(first(png(1, 1, 16, 2, QByteArray("\0\x10\0\x20\0\x30\0", 7))), (Pixel{16, 32, 48}));
        QCOMPARE(first(png(1, 1, 16, 6, QByteArray("\0\x10\0\x20\0\x30\0\0\0", 9))), (Pixel{255, 255, 255})); // on white
        QCOMPARE(first(png(1, 1, 8, 4, QByteArray("\0\0\x80", 3))), (Pixel{127, 127, 127}));
        QCOMPARE(first(png(1, 1, 1, 0, QByteArray("\0\x80", 2))), (Pixel{255, 255, 255}));
        const QByteArray palette = chunk(QByteArray("PLTE\1\2\3\4\5\6", 10));
        QCOMPARE(first(png(1, 1, 8, 3, QByteArray("\0\1", 2), palette)), (Pixel{4, 5, 6}));
        QCOMPARE(first(png(1, 1, 8, 3, QByteArray("\0\0", 2), palette + chunk(QByteArray("tRNS\0", 5)))), (Pixel{255, 255, 255}));
    }

    void firstFrameOfAnAnimation()
    {
        const auto frame = [](const char* number, quint32 size) {
            return chunk(QByteArray("fcTL\0\0\0", 7) + number + bigEndian(size) + bigEndian(size) + QByteArray(12, '\0'));
        };
        const QByteArray other = "fdAT" + bigEndian(1) + zlib(QByteArray("\0\xFF\xFF\xFF", 4));
        std::string bytes = png(1, 1, 8, 2, QByteArray("\0\1\2\3", 4), chunk("acTL" + bigEndian(2) + bigEndian(0)) + frame("\1", 1));
        bytes.insert(bytes.size() - 12, chunk(other).toStdString());
        QCOMPARE(pixel(makeThumbnail(bytes, "x", 96)->image, 0, 0), (Pixel{1, 2, 3}));
    }

    void interlacedIsAsPlain()
    {
        const int width = 301, height = 203;
        const auto value = [](int x, int y) { return QByteArray{1, char(x * 3 / 4)} + QByteArray{1, char(y)} + QByteArray{1, char((x + y) / 2)}; };
        QByteArray plain, passes;
        for (int y = 0; y < height; ++y) {
            plain.append('\0');
            for (int x = 0; x < width; ++x)
                plain.append(value(x, y));
        }
        constexpr int kPasses[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
        for (const auto& [left, top, right, down] : kPasses)
            for (int y = top; y < height; y += down) {
                passes.append('\0');
                for (int x = left; x < width; x += right)
                    passes.append(value(x, y));
            }
        const auto a = makeThumbnail(png(width, height, 8, 2, plain), "a", 64), b = makeThumbnail(png(width, height, 8, 2, passes, {}, 1), "b", 64);
        QCOMPARE(a->image.rgb, b->image.rgb);
        QCOMPARE(a->image.width, 64);
        // And it is what the whole image looks like there.
        const Pixel middle = pixel(a->image, 32, 21);
        QVERIFY(std::abs(middle[0] - 114) < 4 && std::abs(middle[1] - 101) < 4);
    }

    void orientationIsForPeopleOnly()
    {
        const auto bytes = bytesOf(kCorpus / "exif.png"); // 6 x 3, orientation 8
        const auto thumbnail = makeThumbnail(bytes, "x", 96);
        QCOMPARE(thumbnail->image.width, 3);
        QCOMPARE(thumbnail->fullHeight, 6);
        QCOMPARE(decodeSource(bytes, "x")->width, 6);
        const auto strip = makeThumbnail(bytesOf(kCorpus / "exif.jpg"), "x", 96);
        QCOMPARE(strip->image.width, 96);
        QCOMPARE(strip->fullWidth, 300);
    }

    void thousandsOfScansAreRefused()
    {
        const std::string bytes = bytesOf(kCorpus / "progressive.jpg");
        QVERIFY(makeThumbnail(bytes, "x", 96));
        const std::size_t last = bytes.rfind("\xFF\xDA");
        std::string hostile = bytes.substr(0, bytes.size() - 2);
        for (int i = 0; i < 5000; ++i)
            hostile += bytes.substr(last, bytes.size() - 2 - last);
        hostile += "\xFF\xD9";
        QCOMPARE(makeThumbnail(hostile, "x", 96).error().code, ErrorCode::Malformed);
        QCOMPARE(makeThumbnail(hostile, "x", 96).error().why, std::string("it has too many scans"));
        QCOMPARE(decodeSource(hostile, "x").error().code, ErrorCode::Malformed);
    }

    void memoryIsBounded()
    {
        // 36 megapixels as one bit each: 108 MB as RGB.
        const std::string wide = png(6000, 6000, 1, 0, QByteArray(751 * 6000, '\0'));
        QVERIFY(peakOf([&] { QCOMPARE(makeThumbnail(wide, "x", 160)->fullWidth, 6000); }) < 32);
        // Texts that unpack to 4 MB each, by the dozen.
        const QByteArray text = chunk("zTXt" + QByteArray("k\0\0", 3) + zlib(QByteArray(4'000'000, 'A')));
        const std::string bomb = png(1, 1, 8, 0, QByteArray("\0\x05", 2), text.repeated(60));
        QVERIFY(peakOf([&] { QVERIFY(makeThumbnail(bomb, "x", 96)); }) < 32);
        QVERIFY(peakOf([&] { QVERIFY(decodeSource(bomb, "x")); }) < 32);
        // A photograph of 24 megapixels, whole 72 MB.
        const std::string photo = encodeJpeg(Image{6000, 4000, std::vector<std::uint8_t>(72'000'000, 90)}, 80).value();
        QVERIFY(peakOf([&] { QVERIFY(makeThumbnail(photo, "x", 320)); }) < 32);
    }

    void shrinkingIsAlmostPillows()
    {
        for (const auto& [width, height, newWidth, newHeight] : {std::array{160, 120, 96, 72}, {61, 47, 60, 9}, {5, 300, 1, 96}, {1, 1, 1, 1},
                 {2, 900, 2, 7}, {900, 2, 7, 1}, {33, 17, 33, 17}, {2000, 40, 3, 2}}) {
            Image image{width, height, {}};
            for (int i = 0; i < width * height * 3; ++i)
                image.rgb.push_back(static_cast<std::uint8_t>((static_cast<unsigned>(i) * 2654435761u) >> 13));
            const Image got = shrunkForDisplay(image, newWidth, newHeight), wanted = resized(image, newWidth, newHeight, Filter::Bilinear);
            QCOMPARE(got.rgb.size(), wanted.rgb.size());
            for (std::size_t i = 0; i < got.rgb.size(); ++i)
                QVERIFY(std::abs(int{got.rgb[i]} - int{wanted.rgb[i]}) <= (std::max(width / newWidth, height / newHeight) > 16 ? 12 : 3));
            std::fill(image.rgb.begin(), image.rgb.end(), std::uint8_t{255});
            const Image white = shrunkForDisplay(image, newWidth, newHeight);
            QCOMPARE(std::count(white.rgb.begin(), white.rgb.end(), 255), std::ptrdiff_t(white.rgb.size())); // sums reach, and keep, their limit
        }
    }

    void steps()
    {
        QCOMPARE(thumbnailStep(-5), 96);
        QCOMPARE(thumbnailStep(96), 96);
        QCOMPARE(thumbnailStep(97), 160);
        QCOMPARE(thumbnailStep(4096), 4096);
        QCOMPARE(thumbnailStep(100'000), 4096);
    }
};

QTEST_GUILESS_MAIN(TestHostileImages)
#include "tst_hostile_images.moc"
