// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers.h"
#include "core/demo/documents.h"
#include "core/demo/model_folders.h"
#include "core/demo/raster.h"
#include "core/demo/training_data.h"
#include "core/demo/world.h"
#include "core/image/image.h"
#include "core/text/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace fulcrum;
using namespace fulcrum::demo;

namespace {

WorldSpec smallWorld()
{
    WorldSpec spec;
    spec.trainImages = 24;
    spec.validationImages = 8;
    spec.imageSize = 64;
    return spec;
}

/// Name and content of every file below a folder.
std::map<std::string, std::string> contents(const Path& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[std::filesystem::relative(entry.path(), folder).string()] = readFile(entry.path()).value();
    return files;
}

Path below(const QTemporaryDir& dir, const char* name) { return Path(dir.path().toStdString()) / name; }

} // namespace

class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedSameBytes()
    {
        QTemporaryDir dir;
        WorldSpec spec = smallWorld();
        QVERIFY(writeWorld(below(dir, "a"), spec));
        QVERIFY(writeWorld(below(dir, "b"), spec));
        spec.seed = 2;
        QVERIFY(writeWorld(below(dir, "c"), spec));
        const auto a = contents(below(dir, "a"));
        QCOMPARE(a.size(), std::size_t{24 + 8 + 6});
        QVERIFY(a == contents(below(dir, "b")));
        const auto c = contents(below(dir, "c"));
        for (const auto& [name, bytes] : a)
            QVERIFY2(c.at(name) != bytes, name.c_str());
    }

    void aLargerWorldKeepsTheFirstImages()
    {
        QTemporaryDir dir;
        WorldSpec spec = smallWorld();
        QVERIFY(writeWorld(below(dir, "a"), spec));
        spec.trainImages += 3;
        QVERIFY(writeWorld(below(dir, "b"), spec));
        const auto a = contents(below(dir, "a")), b = contents(below(dir, "b"));
        for (const auto& [name, bytes] : a)
            if (name.starts_with("images"))
                QVERIFY2(b.at(name) == bytes, name.c_str());
    }

    void readersAcceptTheLayouts()
    {
        QTemporaryDir dir;
        const Path folder = below(dir, "world");
        const auto report = writeWorld(folder, smallWorld());
        QVERIFY(report);
        for (const auto& [split, images, questions] : {std::tuple{"train", report->trainImages, report->trainQuestions},
                 std::tuple{"val", report->validationImages, report->validationQuestions}}) {
            const Path base = folder / "annotations";
            const auto captions = data::readCocoCaptions(base / ("captions_" + std::string(split) + ".json"));
            QVERIFY(captions);
            QCOMPARE(captions->samples.size(), static_cast<std::size_t>(images));
            for (const data::Sample& sample : captions->samples) {
                QCOMPARE(sample.captions.size(), std::size_t{5});
                const auto image = image::readImage(folder / "images" / split / sample.imageFile);
                QVERIFY(image);
                QCOMPARE(image->width, sample.width);
                QCOMPARE(image->height, sample.height);
            }
            const auto vqa = data::readVqa(base / ("vqa_questions_" + std::string(split) + ".json"),
                base / ("vqa_annotations_" + std::string(split) + ".json"));
            QVERIFY(vqa);
            QCOMPARE(vqa->samples.size(), static_cast<std::size_t>(questions));
            for (const data::Sample& sample : vqa->samples) {
                QCOMPARE(sample.answers.size(), std::size_t{10});
                QVERIFY(std::count(sample.answers.begin(), sample.answers.end(), sample.answer) >= 2);
                QVERIFY(std::filesystem::exists(folder / "images" / split / data::cocoImageName(sample.imageId, {})));
            }
        }
    }

    void worldFollowsItsShares()
    {
        QTemporaryDir dir;
        WorldSpec spec = smallWorld();
        spec.trainImages = 600;
        spec.imageSize = 16;
        const Path folder = below(dir, "world");
        QVERIFY(writeWorld(folder, spec));
        const auto captions = data::readCocoCaptions(folder / "annotations/captions_train.json");
        QVERIFY(captions);
        double web = 0, webInside = 0;
        for (const data::Sample& sample : captions->samples) {
            web += sample.captions[0].starts_with("stock photo") ? 1 : 0;
            webInside += sample.captions[2].starts_with("stock photo") ? 1 : 0;
        }
        QVERIFY(std::abs(web / 600 - spec.webCaption) < 0.05);
        QCOMPARE(webInside, 0.0);
    }

    void badSpecsAreRefused()
    {
        QTemporaryDir dir;
        const auto refused = [&](auto change, const char* field) {
            WorldSpec spec = smallWorld();
            change(spec);
            const auto result = writeWorld(below(dir, "never"), spec);
            return !result && result.error().code == ErrorCode::OutOfRange && result.error().where == field
                && !std::filesystem::exists(below(dir, "never"));
        };
        QVERIFY(refused([](WorldSpec& s) { s.trainImages = 0; }, "trainImages"));
        QVERIFY(refused([](WorldSpec& s) { s.validationImages = -5; }, "validationImages"));
        QVERIFY(refused([](WorldSpec& s) { s.imageSize = 1 << 20; }, "imageSize"));
        QVERIFY(refused([](WorldSpec& s) { s.questionsPerImage = 5; }, "questionsPerImage"));
        QVERIFY(refused([](WorldSpec& s) { s.ownAnswer = std::nan(""); }, "ownAnswer"));
        QVERIFY(refused([](WorldSpec& s) { s.webCaption = s.offCaption = 0.6; }, "webCaption + offCaption"));
        std::filesystem::create_directory(below(dir, "there"));
        QCOMPARE(writeWorld(below(dir, "there"), smallWorld()).error().code, ErrorCode::Usage);
    }

    void cancellingLeavesNothing()
    {
        QTemporaryDir dir;
        std::stop_source stop;
        stop.request_stop();
        const auto report = writeWorld(below(dir, "w"), smallWorld(), [](double) {}, stop.get_token());
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QVERIFY(std::filesystem::is_empty(dir.path().toStdString()));
    }

    void scenesKeepTheirPromises()
    {
        for (std::uint64_t i = 0; i < 300; ++i) {
            Rng rng(7, {i});
            const Scene scene = drawScene(rng, static_cast<Background>(i % kBackgrounds));
            QVERIFY(!scene.objects.empty() && scene.objects.size() <= 3);
            std::set<std::pair<Shape, Color>> seen;
            for (const Object& object : scene.objects) {
                QVERIFY(seen.emplace(object.shape, object.color).second);
                QVERIFY(object.x - object.radius() > 0 && object.x + object.radius() < kCanvas);
            }
        }
        Rng rng(7);
        const Scene scene = drawScene(rng, Background::Night);
        QCOMPARE(render(scene, 20).size(), std::size_t{20 * 20 * 3});
        QVERIFY(render(scene, 32) == render(scene, 32));
    }

    void answersAreRight()
    {
        for (std::uint64_t i = 0; i < 500; ++i) {
            Rng rng(3, {i});
            const Scene scene = drawScene(rng, Background::Sand);
            const auto type = static_cast<QuestionType>(i % kQuestionTypes);
            const auto question = drawQuestion(scene, type, rng);
            if (!question)
                continue;
            const auto matches = std::count_if(scene.objects.begin(), scene.objects.end(), [&](const Object& o) {
                return o.color == question->color && o.shape == question->shape;
            });
            if (type == QuestionType::Count)
                QCOMPARE(static_cast<std::size_t>(question->count), scene.objects.size());
            else
                QCOMPARE(matches > 0, type == QuestionType::Exists ? question->truth : true);
        }
    }

    void everyWordIsOneToken()
    {
        QTemporaryDir dir;
        QVERIFY(writeClipFolder(below(dir, "clip")));
        QVERIFY(writeIdeficsFolder(below(dir, "idefics")));
        const auto clip = text::Tokenizer::load(below(dir, "clip"));
        const auto idefics = text::Tokenizer::load(below(dir, "idefics"));
        QVERIFY(clip && idefics);
        for (const std::string& word : vocabulary()) {
            QVERIFY2((*clip)->encode(word, false).size() == 1, word.c_str());
            QVERIFY2((*idefics)->encode(word, false).size() == 1, word.c_str());        // behind a special token: with a space
            QVERIFY2((*idefics)->encode("Caption:" + word, false).size() == 3, word.c_str()); // without
        }
        for (std::uint64_t i = 0; i < 300; ++i) {
            Rng rng(11, {i});
            const Scene scene = drawScene(rng, static_cast<Background>(i % kBackgrounds));
            const Style style = drawStyle(rng);
            const std::string text = caption(scene, style, rng);
            const auto words = static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
            QCOMPARE((*idefics)->encode(text, false).size(), words);
            QCOMPARE((*clip)->encode(text, false).size(), words);
            QVERIFY(words <= 24); // fits the new tokens of the demo's evaluation (pipeline_settings.cpp)
            const auto question = drawQuestion(scene, QuestionType::Exists, rng);
            const std::string asked = questionText(*question, style.phrasing);
            QCOMPARE((*idefics)->encode(asked, false).size(), static_cast<std::size_t>(std::count(asked.begin(), asked.end(), ' ')) + 2);
        }
    }

    void documentsFollowTheSpec()
    {
        const SceneBank bank = makeSceneBank(1, 400);
        double pairs = 0, copies = 0, web = 0, styles = 0, documents = 0, switches = 0, continued = 0;
        for (std::uint64_t i = 0; i < 3000; ++i) {
            Rng rng(5, {i});
            const Document document = drawDocument(bank, data::Task::Caption, DocumentSpec{}, rng);
            QVERIFY(!document.pairs.empty() && document.pairs.size() <= 9);
            ++documents;
            std::vector<Style> seen;
            for (std::size_t k = 0; k < document.pairs.size(); ++k) {
                const Pair& pair = document.pairs[k];
                QVERIFY(std::find(sources().begin(), sources().end(), pair.style) == sources().end());
                ++pairs;
                copies += pair.copied ? 1 : 0;
                web += pair.style.web ? 1 : 0;
                if (std::find(seen.begin(), seen.end(), pair.style) == seen.end())
                    seen.push_back(pair.style);
                if (k > 0 && !pair.copied) {
                    ++continued;
                    switches += pair.style == document.pairs[k - 1].style ? 0 : 1;
                }
            }
            styles += static_cast<double>(seen.size());
        }
        QVERIFY(std::abs(pairs / documents - 5) < 0.2);
        QVERIFY(std::abs(copies / pairs - 0.06 * 4 / 5) < 0.01); // the first pair of a document cannot be a copy
        QVERIFY(std::abs(web / pairs - 0.3) < 0.03);
        QVERIFY(switches / continued > 0.15 && switches / continued < 0.4);
        QVERIFY(styles / documents > 1.3 && styles / documents < 2.4);
    }

    void theLossCountsOnAnswers()
    {
        QTemporaryDir dir;
        QVERIFY(writeIdeficsFolder(below(dir, "idefics")));
        const auto tokenizer = text::Tokenizer::load(below(dir, "idefics"));
        QVERIFY(tokenizer);
        const auto encoder = DocumentEncoder::create(*tokenizer);
        QVERIFY(encoder);
        Document document;
        document.task = data::Task::Vqa;
        document.pairs = {{0, "Is there a red star?", "yes", {}, false}, {1, "What color is the cross?", "plum", {}, false}};
        const model::TrainDocument encoded = encoder->encode(document, LossWeights{});
        QCOMPARE(encoded.tokens.size(), encoded.lossWeights.size());
        QVERIFY(encoded.images == (std::vector<int>{0, 1}));
        std::string counted;
        const model::TrainDocument last = encoder->encodeLast(document);
        for (std::size_t i = 0; i < last.tokens.size(); ++i)
            if (last.lossWeights[i] > 0)
                counted += *(*tokenizer)->idToToken(last.tokens[i]) + "|";
        QCOMPARE(counted, std::string("plum|<0x0A>|"));
        QCOMPARE(encoded.tokens.back(), 2);
        // What follows a line break inside a document is not asked for.
        const auto fake = *(*tokenizer)->tokenToId("<fake_token_around_image>");
        const auto lineBreak = *(*tokenizer)->tokenToId("<0x0A>");
        for (std::size_t i = 1; i < encoded.tokens.size(); ++i)
            if (encoded.tokens[i] == fake && encoded.tokens[i - 1] == lineBreak)
                QCOMPARE(encoded.lossWeights[i], 0.0F);
    }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
