// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_processor.h"
#include "core/image/preprocess_conformance.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using namespace fulcrum::image;
using nlohmann::json;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/preprocess";

json clipConfig()
{
    return {{"image_processor_type", "CLIPImageProcessor"}, {"size", {{"shortest_edge", 32}}}, {"crop_size", 32}, {"resample", 3},
        {"image_mean", {0.5, 0.5, 0.5}}, {"image_std", {0.5, 0.5, 0.5}}, {"do_normalize", true}};
}

Result<ImageProcessor> loadText(const std::string& text, const char* file = "preprocessor_config.json")
{
    QTemporaryDir folder;
    if (!writeFileAtomic(Path(folder.path().toStdString()) / file, text))
        qFatal("cannot write");
    return ImageProcessor::load(folder.path().toStdString());
}

Image gradient(int width, int height)
{
    Image image{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i)
        image.rgb.push_back(static_cast<std::uint8_t>(i * 7));
    return image;
}

} // namespace

class TestImageProcessor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyGoldenCaseIsExact()
    {
        const auto report = preprocessConformance(kGolden, "preprocess");
        QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
        QVERIFY(report->cases.size() > 300);
        for (const ConformanceCase& one : report->cases)
            QVERIFY2(one.passed, (one.name + ": " + std::to_string(one.largestError) + " " + one.note).c_str());
    }

    void conformanceSeesAWrongHash()
    {
        QTemporaryDir folder;
        const Path root = Path(folder.path().toStdString()) / "p";
        std::filesystem::copy(kGolden, root, std::filesystem::copy_options::recursive);
        json golden = json::parse(readFile(root / "golden.json").value());
        golden["images"] = {{"photo.jpg", golden["images"]["photo.jpg"]}};
        golden.erase("idefics2_batch");
        golden["images"]["photo.jpg"]["idefics"]["sha256"] = "0";
        QVERIFY(writeFileAtomic(root / "golden.json", golden.dump()));
        const auto report = preprocessConformance(root, "p").value();
        QVERIFY(std::any_of(report.cases.begin(), report.cases.end(), [](const auto& one) { return one.name == "p photo.jpg idefics" && !one.passed; }));
    }

    void configurationsAreRead()
    {
        const auto clip = loadText(clipConfig().dump());
        QVERIFY2(clip.has_value(), clip ? "" : clip.error().text().c_str());
        const auto pixels = clip->process(gradient(100, 50)).value();
        QCOMPARE(pixels.height, std::int64_t{32});
        QCOMPARE(pixels.width, std::int64_t{32});
        QCOMPARE(clip->value(0, 255), 1.0f);
        json old = clipConfig(); // as older files spell it
        old.erase("image_processor_type");
        old["feature_extractor_type"] = "CLIPFeatureExtractor";
        old["size"] = 32;
        QCOMPARE(loadText(old.dump())->process(gradient(100, 50))->values, pixels.values);
        const auto idefics = loadText(R"({"image_processor_type": "IdeficsImageProcessor", "image_size": 64, "image_num_channels": 3})");
        QCOMPARE(idefics->process(gradient(7, 900))->width, std::int64_t{64});
        const auto idefics2 = loadText(
            R"({"image_processor_type": "Idefics2ImageProcessor", "size": {"longest_edge": 100, "shortest_edge": 40}, "do_image_splitting": false})");
        QCOMPARE(idefics2->process(gradient(200, 10))->width, std::int64_t{100});
        QCOMPARE(idefics2->process(gradient(200, 10))->height, std::int64_t{40});
        const auto open = loadText(
            R"({"model_cfg": {"vision_cfg": {"image_size": 48}}, "preprocess_cfg": {"mean": [0, 0, 0], "std": [1, 1, 1]}})",
            "open_clip_config.json");
        QVERIFY(open && open->kind() == ImageProcessor::Kind::OpenClip);
        QCOMPARE(open->process(gradient(60, 90))->height, std::int64_t{48});
    }

    void smallImagesArePaddedByTheCrop()
    {
        json config = clipConfig();
        config["do_resize"] = false;
        const auto pixels = loadText(config.dump())->process(Image{1, 1, {255, 255, 255}}).value();
        QCOMPARE(std::count(pixels.values.begin(), pixels.values.end(), 1.0f), std::ptrdiff_t{3});
        QCOMPARE(pixels.values[16 * 32 + 16], 1.0f); // transformers pads ceil(31 / 2) before it
    }

    void onePixelGoesThroughEveryKind()
    {
        using Kind = ImageProcessor::Kind;
        for (const Kind kind : {Kind::Clip, Kind::OpenClip, Kind::Idefics, Kind::Idefics2}) {
            const auto pixels = ImageProcessor::standard(kind).process(Image{1, 1, {10, 20, 30}});
            QVERIFY(pixels.has_value());
            QVERIFY(pixels->height >= 224 && pixels->width >= 224);
        }
    }

    void extremeAspectRatiosAreRefused()
    {
        using Kind = ImageProcessor::Kind;
        for (const Kind kind : {Kind::Clip, Kind::OpenClip})
            for (const auto& [width, height] : {std::pair(1, 1000000), std::pair(1000000, 1)}) {
                const auto pixels = ImageProcessor::standard(kind).process(gradient(width, height));
                QVERIFY(!pixels);
                QCOMPARE(pixels.error().code, ErrorCode::OutOfRange);
            }
        QVERIFY(ImageProcessor::standard(Kind::Idefics).process(gradient(1, 1000000)).has_value());
    }

    void damagedConfigurationsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto with = [](const char* key, const json& value) {
            json config = clipConfig();
            config[key] = value;
            return QByteArray::fromStdString(config.dump());
        };
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[1]");
        QTest::newRow("no type") << QByteArray("{}");
        QTest::newRow("unknown type") << with("image_processor_type", "ViTImageProcessor");
        QTest::newRow("size zero") << with("size", 0);
        QTest::newRow("size negative") << with("size", -5);
        QTest::newRow("size huge") << with("size", 1e12);
        QTest::newRow("size a fraction") << with("size", 1.5);
        QTest::newRow("size text") << with("size", "big");
        QTest::newRow("size half an object") << with("size", {{"height", 3}});
        QTest::newRow("crop list") << with("crop_size", {1, 2});
        QTest::newRow("mean short") << with("image_mean", {0.5});
        QTest::newRow("mean text") << with("image_mean", {"a", "b", "c"});
        QTest::newRow("std zero") << with("image_std", {0.5, 0, 0.5});
        QTest::newRow("filter") << with("resample", 17);
        QTest::newRow("filter huge") << with("resample", 1LL << 40);
        QTest::newRow("flag") << with("do_resize", 1);
        QTest::newRow("factor") << with("rescale_factor", "x");
    }

    void damagedConfigurationsAreRefused()
    {
        QFETCH(QByteArray, text);
        const auto processor = loadText(text.toStdString());
        QVERIFY(!processor);
        QVERIFY(processor.error().code == ErrorCode::Malformed || processor.error().code == ErrorCode::Unsupported);
        QVERIFY(!processor.error().why.empty());
    }

    void missingFolderIsNamed()
    {
        QCOMPARE(ImageProcessor::load("/no/such").error().code, ErrorCode::NotFound);
    }

    void batchesArePadded()
    {
        model::Pixels small{1, 2, {1, 2, 3, 4, 5, 6}}, tall{2, 1, {1, 1, 1, 1, 1, 1}};
        const auto batch = padded({{small, tall}, {}}).value();
        QCOMPARE(batch.shape, (std::array<std::int64_t, 5>{2, 2, 3, 2, 2}));
        QCOMPARE(batch.values[0], 1.0f);
        QCOMPARE(batch.values[1], 2.0f);
        QCOMPARE(batch.values[2], 0.0f);
        QCOMPARE(std::count(batch.mask.begin(), batch.mask.end(), 1), std::ptrdiff_t{4});
    }
};

QTEST_GUILESS_MAIN(TestImageProcessor)
#include "tst_image_processor.moc"
