// SPDX-License-Identifier: GPL-3.0-or-later
// Lever-LM trained together with its CLIP, on a golden CLIP.
#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/model/backend.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

constexpr int kItems = 9;

Backend* engine()
{
    const auto opened = openBackend();
    return opened ? *opened : nullptr;
}

Path clipFolder() { return Path(FULCRUM_TEST_DATA) / "golden/clip/tiny_a"; }

LeverInputs randomInputs(std::size_t rows, const EncoderInfo& info, std::uint64_t unit)
{
    LeverInputs made;
    made.rows = rows;
    Rng rng(3, {unit});
    for (std::size_t row = 0; row < rows; ++row) {
        const auto side = static_cast<std::size_t>(info.imageSize);
        Pixels& image = made.images.emplace_back(Pixels{info.imageSize, info.imageSize, std::vector<float>(3 * side * side)});
        for (float& value : image.values)
            value = static_cast<float>(rng.uniform(-2, 2));
        std::vector<std::int32_t>& text = made.texts.emplace_back();
        for (int i = 0; i < 5; ++i)
            text.push_back(static_cast<std::int32_t>(rng.below(20)));
    }
    return made;
}

LeverTrainOptions training()
{
    LeverTrainOptions options;
    options.learningRate = 1e-2;
    options.totalSteps = 60;
    options.warmup = 0;
    options.seed = 5;
    return options;
}

} // namespace

class TestLeverEncoder : public QObject
{
    Q_OBJECT

private:
    LeverConfig config(bool queryText) const
    {
        LeverConfig made;
        made.items = kItems;
        made.projection = m_info.dimensions;
        made.width = 16;
        made.heads = 2;
        made.queryText = queryText;
        return made;
    }
    std::unique_ptr<LeverModel> model(bool queryText, const std::function<void(LeverConfig&)>& change = {}) const
    {
        LeverConfig shape = config(queryText);
        if (change)
            change(shape);
        auto made = engine()->createLeverModel(shape, 1, {"cpu", Precision::Float32, 1});
        return made && (*made)->trainEncoder(clipFolder()) ? std::move(*made) : nullptr;
    }
    /// Four sequences of three queries; which items follow depends on the query.
    LeverRawBatch batch() const
    {
        LeverRawBatch made;
        made.queries = randomInputs(3, m_info, 1);
        made.items = randomInputs(4, m_info, 2);
        made.queryOf = {0, 1, 2, 1};
        made.itemIds = {7, 2, 5, 0};
        made.sequences = {{7, 2}, {5, 0}, {2, 7}, {0, 5}};
        return made;
    }
    std::vector<float> tower(const Path& folder, const std::string& start) const
    {
        const SafetensorsFile file = SafetensorsFile::open(folder / "model.safetensors").value();
        std::vector<float> all;
        for (const auto& [name, view] : file.tensors())
            if (name.starts_with(start)) {
                const std::vector<float> one = file.floats(name).value();
                all.insert(all.end(), one.begin(), one.end());
            }
        return all;
    }

    EncoderInfo m_info;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(engine());
        auto made = engine()->createLeverModel(LeverConfig{.items = kItems}, 1, {"cpu", Precision::Float32, 1});
        QVERIFY(made);
        const auto wrong = (*made)->trainEncoder(clipFolder()); // 512 numbers are expected
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Malformed);
        const auto encoder = engine()->loadEncoder(clipFolder(), {"cpu", Precision::Float32, 1});
        QVERIFY2(encoder, encoder ? "" : encoder.error().text().c_str());
        m_info = (*encoder)->info();
    }

    /// Before the first step the encoder is the one that made the stored embeddings: same embeddings, same loss.
    void beginsWhereStoredEmbeddingsAre()
    {
        const auto raw = model(true);
        QVERIFY(raw);
        const LeverRawBatch given = batch();
        const auto encoder = engine()->loadEncoder(clipFolder(), {"cpu", Precision::Float32, 1}).value();
        const auto embed = [&](const LeverInputs& inputs) {
            return LeverEncoded{encoder->encodeImages(inputs.images, {}).value(), encoder->encodeTexts(inputs.texts, {}).value()};
        };
        const LeverEncoded queries = embed(given.queries), items = embed(given.items);
        const LeverEncoded own = raw->encode(given.items, true, true).value();
        QCOMPARE(own.image.size(), items.image.size());
        for (std::size_t i = 0; i < own.image.size(); ++i)
            QVERIFY(std::abs(own.image[i] - items.image[i]) < 1e-5F && std::abs(own.text[i] - items.text[i]) < 1e-5F);

        const auto width = static_cast<std::size_t>(m_info.dimensions);
        const auto rows = [&](const std::vector<float>& from, std::span<const int> which, std::size_t count, bool scattered) {
            std::vector<float> out((scattered ? kItems : count) * width, 0.0F);
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t source = scattered ? i : static_cast<std::size_t>(which[i]);
                const std::size_t target = scattered ? static_cast<std::size_t>(which[i]) : i;
                std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(source * width), width,
                    out.begin() + static_cast<std::ptrdiff_t>(target * width));
            }
            return out;
        };
        auto stored = engine()->createLeverModel(config(true), 1, {"cpu", Precision::Float32, 1}).value();
        const auto itemImages = rows(items.image, given.itemIds, 4, true), itemTexts = rows(items.text, given.itemIds, 4, true);
        QVERIFY(stored->setItems({itemImages, itemTexts, kItems}));
        const auto images = rows(queries.image, given.queryOf, 4, false), texts = rows(queries.text, given.queryOf, 4, false);
        const double expected = stored->evaluate({{images, texts, 4}, given.sequences}).value();
        QVERIFY(std::abs(raw->evaluateRaw(given).value() - expected) < 1e-5);
    }

    /// Both towers learn where both are used; a tower that nobody uses, and the logit scale, keep their bytes.
    void towersLearn_data()
    {
        QTest::addColumn<bool>("text");
        QTest::newRow("both towers") << true;
        QTest::newRow("images alone") << false;
    }
    void towersLearn()
    {
        QFETCH(bool, text);
        const auto trained = model(false, [&](LeverConfig& shape) { shape.icdText = text; });
        QVERIFY(trained && trained->beginTraining(training()));
        const LeverRawBatch given = batch();
        const double before = trained->evaluateRaw(given).value();
        for (int i = 0; i < 30; ++i)
            QVERIFY(trained->trainRawStep(given));
        const double after = trained->evaluateRaw(given).value();
        QVERIFY2(after < 0.5 * before, qPrintable(QString("%1 %2").arg(before).arg(after)));
        QTemporaryDir dir;
        const Path folder = dir.path().toStdString();
        QVERIFY(trained->saveEncoder(folder));
        QVERIFY(tower(folder, "vision_model.") != tower(clipFolder(), "vision_model."));
        QCOMPARE(tower(folder, "text_model.") == tower(clipFolder(), "text_model."), !text);
        QVERIFY(tower(folder, "logit_scale") == tower(clipFolder(), "logit_scale"));
        // What was saved is a CLIP that gives what the trained one gives.
        std::filesystem::copy_file(clipFolder() / "config.json", folder / "config.json");
        const auto loaded = engine()->loadEncoder(folder, {"cpu", Precision::Float32, 1});
        QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
        const std::vector<float> mine = trained->encode(given.items, true, false).value().image;
        const std::vector<float> read = (*loaded)->encodeImages(given.items.images, {}).value();
        for (std::size_t i = 0; i < mine.size(); ++i)
            QVERIFY(std::abs(mine[i] - read[i]) < 1e-5F);
    }

    /// An encoder that is trained learns what a frozen one cannot tell apart: without adapter, and with Lever-LM's own rate at 0.
    void gradientsReachTheEncoder()
    {
        // The first step of AdamW moves every number by the rate against the sign of its gradient, so the loss falls by about
        // rate * sum |gradient|: a wrong sign or a wrong scale of a part of the graph shows.
        const auto trained = model(true);
        LeverTrainOptions options = training();
        options.dropout = false;
        options.weightDecay = 0;
        options.learningRate = 1e-5;
        QVERIFY(trained && trained->beginTraining(options));
        const LeverRawBatch given = batch();
        const double before = trained->evaluateRaw(given).value();
        QVERIFY(trained->trainRawStep(given));
        const double first = before - trained->evaluateRaw(given).value();
        QVERIFY(first > 0);
        QVERIFY(trained->trainRawStep(given));
        const double second = before - trained->evaluateRaw(given).value();
        QVERIFY2(std::abs(second / first - 2) < 0.2, qPrintable(QString::number(second / first)));
    }

    /// A state holds the encoder: the trajectory goes on as if nothing had happened.
    void resumes()
    {
        QTemporaryDir dir;
        const Path state = dir.filePath("state.safetensors").toStdString();
        const LeverRawBatch given = batch();
        std::vector<double> whole;
        const auto undisturbed = model(true);
        QVERIFY(undisturbed->beginTraining(training()));
        for (int i = 0; i < 6; ++i) {
            if (i == 3)
                QVERIFY(undisturbed->saveState(state));
            whole.push_back(undisturbed->trainRawStep(given).value());
        }
        const auto resumed = model(true);
        QVERIFY(resumed->beginTraining(training()));
        QVERIFY(resumed->loadState(state));
        for (std::size_t i = 3; i < 6; ++i)
            QCOMPARE(resumed->trainRawStep(given).value(), whole[i]);
    }

    /// Mixed precision: near float32's losses, and learning as well.
    void mixedPrecision()
    {
        const LeverRawBatch given = batch();
        std::vector<double> last;
        for (const Precision precision : {Precision::Float32, Precision::BFloat16}) {
            auto made = engine()->createLeverModel(config(true), 1, {"cpu", precision, 1}).value();
            QVERIFY(made->trainEncoder(clipFolder()) && made->beginTraining(training()));
            double loss = 0;
            for (int i = 0; i < 30; ++i) {
                loss = made->trainRawStep(given).value();
                if (i == 0)
                    last.push_back(loss);
            }
            last.push_back(loss);
        }
        QVERIFY(last[0] != last[2]);
        QVERIFY2(std::abs(last[0] - last[2]) < 0.05, qPrintable(QString("%1 %2").arg(last[0]).arg(last[2])));
        QVERIFY2(last[3] < 0.6 * last[2], qPrintable(QString("%1 %2").arg(last[2]).arg(last[3])));
    }

    void refusesWhatDoesNotFit()
    {
        const auto trained = model(true);
        QVERIFY(!trained->trainRawStep(batch())); // not begun
        QVERIFY(trained->beginTraining(training()));
        const auto refused = [&](const std::function<void(LeverRawBatch&)>& spoil) {
            LeverRawBatch given = batch();
            spoil(given);
            return !trained->trainRawStep(given) && !trained->evaluateRaw(given);
        };
        QVERIFY(refused([](LeverRawBatch& one) { one.queryOf.pop_back(); }));
        QVERIFY(refused([](LeverRawBatch& one) { one.queryOf[0] = 3; }));
        QVERIFY(refused([](LeverRawBatch& one) { one.itemIds[0] = kItems; }));
        QVERIFY(refused([](LeverRawBatch& one) { one.itemIds[0] = -1; }));
        QVERIFY(refused([](LeverRawBatch& one) { one.sequences[0] = {7, 3}; })); // no input of item 3
        QVERIFY(refused([](LeverRawBatch& one) { one.items.images.pop_back(); }));
        QVERIFY(refused([](LeverRawBatch& one) { one.queries.texts[0].clear(); }));
        QVERIFY(refused([](LeverRawBatch& one) { one.items.images[1].values.pop_back(); }));
        QVERIFY(refused([](LeverRawBatch& one) { one.sequences.clear(); one.queryOf.clear(); }));
        auto frozen = engine()->createLeverModel(config(true), 1, {"cpu", Precision::Float32, 1}).value();
        QVERIFY(frozen->beginTraining(training()));
        QVERIFY(!frozen->trainRawStep(batch()));
        QVERIFY(!frozen->encode(batch().items, true, false));
        QVERIFY(!frozen->saveEncoder("/nonexistent"));
        QVERIFY(!frozen->trainEncoder("/nonexistent"));
    }
};

QTEST_GUILESS_MAIN(TestLeverEncoder)
#include "tst_lever_encoder.moc"
