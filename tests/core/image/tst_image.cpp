// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/exif.h"
#include "core/image/image.h"
#include "core/image/jpeg_writer.h"
#include "core/image/png_writer.h"
#include "core/image/pillow_resize.h"
#include "core/image/thumbnail.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;
using namespace fulcrum::image;

namespace {

const Path kImages = Path(FULCRUM_TEST_DATA) / "golden/preprocess/images";
const char* const kNames[] = {"photo.jpg", "gray.jpg", "cmyk.jpg", "exif_rot.jpg", "photo_odd.png", "gray.png", "rgba.png", "la.png",
    "palette.png", "palette_trns.png", "bilevel.png", "gray16.png", "rgb16.png", "tiny.png"};

std::string fileBytes(const char* name)
{
    return readFile(kImages / name).value();
}

Image plain(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image{width, height, {}};
    for (int i = 0; i < width * height; ++i)
        image.rgb.insert(image.rgb.end(), {red, green, blue});
    return image;
}

std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int k = 0; k < 8; ++k)
            crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
    }
    return ~crc;
}

std::string bigEndian(std::uint32_t value)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
    return out;
}

/// A PNG that claims a size and holds no pixels; its checksums are right.
std::string pngClaiming(std::uint32_t width, std::uint32_t height)
{
    const std::string header = "IHDR" + bigEndian(width) + bigEndian(height) + std::string("\x08\x02\x00\x00\x00", 5);
    return std::string("\x89PNG\r\n\x1A\n", 8) + bigEndian(13) + header + bigEndian(crc32(header)) + bigEndian(0) + "IDAT"
           + bigEndian(crc32("IDAT")) + bigEndian(0) + "IEND" + bigEndian(crc32("IEND"));
}

} // namespace

class TestImage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pngRoundTrip()
    {
        const Image image = readImage(kImages / "photo_odd.png").value();
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "deep/x.png";
        QVERIFY(writePng(path, image));
        QCOMPARE(readImage(path)->rgb, image.rgb);
        QCOMPARE(encodePng(image).value(), readFile(path).value());
        QVERIFY(!encodePng(Image{}));
        QVERIFY(!encodePng(Image{2, 2, {1, 2, 3}}));
        const Image one = plain(1, 1, 9, 8, 7);
        QCOMPARE(toRgb(decodeSource(encodePng(one).value(), "x").value()).rgb, one.rgb);
    }

    void everyTruncationIsRefused()
    {
        for (const char* name : kNames) {
            const std::string whole = fileBytes(name);
            QVERIFY(decodeSource(whole, name).has_value());
            for (std::size_t part = 0; part < 40; ++part) {
                const auto image = decodeSource(whole.substr(0, whole.size() * part / 41), name);
                QVERIFY2(!image.has_value(), name);
                QVERIFY(image.error().text().find(name) != std::string::npos);
            }
        }
    }

    void damagedBytesNeverCrash()
    {
        for (const char* name : kNames) {
            const std::string whole = fileBytes(name);
            for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 120) {
                std::string damaged = whole;
                damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
                if (const auto image = decodeSource(damaged, name)) { // flipped pixels are still an image
                    const auto pixels = static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height);
                    QCOMPARE(toRgbOnWhite(*image).rgb.size(), pixels * 3);
                }
                (void)makeThumbnail(damaged, name, 32);
            }
        }
    }

    void absurdSizesAreRefusedBeforeAllocation()
    {
        QCOMPARE(decodeSource(pngClaiming(100000, 100000), "x").error().code, ErrorCode::OutOfRange);
        QCOMPARE(decodeSource(pngClaiming(0x7fffffff, 0x7fffffff), "x").error().code, ErrorCode::OutOfRange);
        QCOMPARE(decodeSource(pngClaiming(0, 5), "x").error().code, ErrorCode::Malformed);
        QCOMPARE(decodeSource(pngClaiming(20, 20), "x").error().code, ErrorCode::Malformed); // no pixels behind it
        std::string jpeg = fileBytes("photo.jpg");
        const std::size_t frame = jpeg.find("\xFF\xC0");
        QVERIFY(frame != std::string::npos);
        jpeg.replace(frame + 5, 4, "\xFD\xE8\xFD\xE8"); // 65,000 x 65,000
        QCOMPARE(decodeSource(jpeg, "x").error().code, ErrorCode::OutOfRange);
        QCOMPARE(makeThumbnail(jpeg, "x", 64).error().code, ErrorCode::OutOfRange);
        jpeg.replace(frame + 5, 4, std::string(4, '\0'));
        QVERIFY(!decodeSource(jpeg, "x"));
    }

    void otherFormatsAreNamed()
    {
        QCOMPARE(decodeSource("", "x").error().code, ErrorCode::Malformed);
        QCOMPARE(decodeSource("GIF89a....", "x").error().code, ErrorCode::Unsupported);
        QCOMPARE(readSource("/no/such.png").error().code, ErrorCode::NotFound);
    }

    void orientationsAreUndone()
    {
        // 2 x 1: red, blue. What each orientation makes of it, as "width:colours in reading order".
        const Image pair{2, 1, {255, 0, 0, 0, 0, 255}};
        const auto look = [&](int orientation) {
            const Image out = oriented(pair, orientation);
            return std::to_string(out.width) + (out.rgb[0] == 255 ? ":rb" : ":br");
        };
        const char* const wanted[] = {"2:rb", "2:br", "2:br", "2:rb", "1:rb", "1:rb", "1:br", "1:br"};
        for (int orientation = 1; orientation <= 8; ++orientation)
            QCOMPARE(look(orientation), std::string(wanted[orientation - 1]));
        const Image square{2, 2, {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}};
        const auto corner = [&](int orientation) { return oriented(square, orientation).rgb; };
        QCOMPARE(corner(6), (std::vector<std::uint8_t>{3, 3, 3, 1, 1, 1, 4, 4, 4, 2, 2, 2})); // a quarter turn clockwise
        QCOMPARE(corner(8), (std::vector<std::uint8_t>{2, 2, 2, 4, 4, 4, 1, 1, 1, 3, 3, 3}));
        QCOMPARE(oriented(square, 99).rgb, square.rgb);
    }

    void exifIsReadWithinBounds()
    {
        const auto bytesOf = [](const std::string& text) { return std::vector<std::uint8_t>(text.begin(), text.end()); };
        const std::string little = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
        QCOMPARE(exifOrientation(bytesOf(little)), 6);
        for (std::size_t cut = 0; cut < 22; ++cut)
            QCOMPARE(exifOrientation(bytesOf(little.substr(0, cut))), 1);
        QCOMPARE(exifOrientation(bytesOf(std::string("MM\0*\xFF\xFF\xFF\xFF....", 12))), 1);
        QCOMPARE(readSource(kImages / "exif_rot.jpg")->orientation, 6);
    }

    void jpegIsReproducibleAndClose()
    {
        const Image photo = readImage(kImages / "photo.jpg").value();
        const std::string bytes = encodeJpeg(photo, 92).value();
        QCOMPARE(encodeJpeg(photo, 92).value(), bytes);
        const Image again = toRgb(decodeSource(bytes, "x").value());
        QCOMPARE(again.width, photo.width);
        QCOMPARE(again.height, photo.height);
        double difference = 0;
        for (std::size_t i = 0; i < photo.rgb.size(); ++i)
            difference += std::abs(int{again.rgb[i]} - int{photo.rgb[i]});
        QVERIFY(difference / static_cast<double>(photo.rgb.size()) < 4);
        QVERIFY(!encodeJpeg(Image{}, 92));
        QVERIFY(!encodeJpeg(Image{2, 2, {1, 2, 3}}, 92));
        QVERIFY(!encodeJpeg(Image{70000, 1, std::vector<std::uint8_t>(210000)}, 92));
    }

    void thumbnailsAreSmallAndUpright()
    {
        for (const char* name : kNames)
            for (const int edge : {1, 7, 64, 100, 4096}) {
                const auto thumbnail = readThumbnail(kImages / name, edge);
                QVERIFY2(thumbnail.has_value(), name);
                QVERIFY(std::max(thumbnail->image.width, thumbnail->image.height) <= edge);
                QVERIFY(edge > 100 || std::max(thumbnail->fullWidth, thumbnail->fullHeight) < edge
                        || std::max(thumbnail->image.width, thumbnail->image.height) == edge);
            }
        const auto rotated = readThumbnail(kImages / "exif_rot.jpg", 50).value();
        QCOMPARE(rotated.fullWidth, 130);
        QCOMPARE(rotated.fullHeight, 200);
        QCOMPARE(rotated.image.height, 50);
        QVERIFY(!readThumbnail(kImages / "photo.jpg", 0));
    }

    void thumbnailLooksLikeTheImage()
    {
        const Image full = readImage(kImages / "photo.jpg").value();
        const Image small = readThumbnail(kImages / "photo.jpg", 40)->image;
        const Image reference = resized(full, small.width, small.height, Filter::Box);
        double difference = 0;
        for (std::size_t i = 0; i < small.rgb.size(); ++i)
            difference += std::abs(int{small.rgb[i]} - int{reference.rgb[i]});
        QVERIFY(difference / static_cast<double>(small.rgb.size()) < 8);
    }

    void dominantColourIsTheMostFrequent()
    {
        Image image = plain(10, 10, 200, 30, 40);
        for (std::size_t i = 0; i < 90; ++i)
            image.rgb[i] = 250;
        QCOMPARE(dominantColour(image), (std::array<std::uint8_t, 3>{200, 30, 40}));
        QCOMPARE(dominantColour(Image{}), (std::array<std::uint8_t, 3>{0, 0, 0}));
    }
};

QTEST_GUILESS_MAIN(TestImage)
#include "tst_image.moc"
