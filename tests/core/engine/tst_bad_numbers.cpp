// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that are none and prompts that are too long: refused by name, and the model goes on with the next call.
#include "core/base/safetensors.h"
#include "core/model/backend.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

const Path kGolden = Path(FULCRUM_TEST_DATA) / "golden/lvlm/qwen2/tiny_mha";

} // namespace

class TestBadNumbers : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    Backend* m_backend = nullptr;

    /// A copy of the golden model in which one row of a tensor is not a number.
    std::unique_ptr<VisionLanguageModel> damaged(const std::string& tensor, std::size_t row)
    {
        const Path folder = Path(m_dir.path().toStdString()) / ("m" + std::to_string(row) + tensor);
        std::filesystem::copy(kGolden, folder, std::filesystem::copy_options::recursive);
        const auto file = SafetensorsFile::open(kGolden / "model.safetensors");
        std::vector<TensorToWrite> tensors;
        std::vector<float> values = file->floats(tensor).value();
        for (const auto& [name, view] : file->tensors()) {
            tensors.push_back({name, view.type, view.shape, view.bytes});
            if (name != tensor)
                continue;
            const auto width = static_cast<std::size_t>(view.shape.size() > 1 ? view.shape[1] : 1);
            values[row * width] = std::numeric_limits<float>::quiet_NaN();
            tensors.back() = {name, DType::F32, view.shape, std::as_bytes(std::span(values))};
        }
        if (!writeSafetensors(folder / "model.safetensors", tensors))
            return nullptr;
        auto model = m_backend->loadVisionLanguageModel(folder, {.threads = 1});
        return model ? std::move(*model) : nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto opened = openBackend();
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        m_backend = *opened;
    }

    /// The embedding of token 9 is not a number: prompts with it fail by name, others do not notice.
    void onlyPromptsThatMeetItFail()
    {
        const auto model = damaged("model.embed_tokens.weight", 9);
        QVERIFY(model);
        PromptForest forest;
        const int good = forest.addNode(-1, {7, 8, 12}, {}), bad = forest.addNode(-1, {7, 9, 12}, {});
        const std::vector<ScoreRequest> both{{good, 2}, {bad, 2}}, first{{good, 2}};
        const auto refused = model->score(forest, both, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Numeric);
        QVERIFY2(refused.error().text().find("node " + std::to_string(bad)) != std::string::npos, refused.error().text().c_str());
        const auto scored = model->score(forest, first, {}, {});
        QVERIFY2(scored, scored ? "" : scored.error().text().c_str());
        QVERIFY(std::isfinite(scored->front().nll));
        for (const int beams : {1, 3}) {
            GenerateOptions options;
            options.beams = beams;
            options.maxNewTokens = 3;
            const std::vector<int> leaves{good, bad}, one{good};
            const auto generated = model->generate(forest, leaves, options, {});
            QVERIFY(!generated);
            QCOMPARE(generated.error().code, ErrorCode::Numeric);
            QVERIFY2(generated.error().text().find("node " + std::to_string(bad)) != std::string::npos,
                generated.error().text().c_str());
            QVERIFY(model->generate(forest, one, options, {}));
        }
    }

    /// Logits that are not numbers are never taken for an answer.
    void logitsThatAreNoNumbers()
    {
        const auto model = damaged("lm_head.weight", 5);
        QVERIFY(model);
        PromptForest forest;
        const int node = forest.addNode(-1, {7, 8, 12}, {});
        const std::vector<int> leaves{node};
        for (const int beams : {1, 3}) {
            GenerateOptions options;
            options.beams = beams;
            options.maxNewTokens = 2;
            const auto generated = model->generate(forest, leaves, options, {});
            QVERIFY(!generated);
            QCOMPARE(generated.error().code, ErrorCode::Numeric);
        }
        const std::vector<ScoreRequest> requests{{node, 1}};
        QCOMPARE(model->score(forest, requests, {}, {}).error().code, ErrorCode::Numeric);
    }

    void promptsOverTheContextLengthAreNamed()
    {
        auto model = m_backend->loadVisionLanguageModel(kGolden, {.threads = 1});
        QVERIFY(model);
        const auto length = static_cast<std::size_t>((*model)->info().contextLength);
        PromptForest forest;
        const int fits = forest.addNode(-1, std::vector<std::int32_t>(length, 7), {});
        const std::vector<ScoreRequest> good{{fits, static_cast<int>(length) - 1}};
        const auto scored = (*model)->score(forest, good, {}, {});
        QVERIFY2(scored, scored ? "" : scored.error().text().c_str());
        GenerateOptions options;
        options.maxNewTokens = 1;
        const std::vector<int> leaves{fits};
        QCOMPARE((*model)->generate(forest, leaves, options, {}).error().code, ErrorCode::OutOfRange); // no room for an answer
        const int tooLong = forest.addNode(fits, {8}, {});
        const std::vector<ScoreRequest> bad{{tooLong, static_cast<int>(length)}};
        const auto refused = (*model)->score(forest, bad, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfRange);
        QVERIFY2(refused.error().text().find("node " + std::to_string(tooLong)) != std::string::npos,
            refused.error().text().c_str());
    }
};

QTEST_GUILESS_MAIN(TestBadNumbers)
#include "tst_bad_numbers.moc"
