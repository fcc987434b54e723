// SPDX-License-Identifier: GPL-3.0-or-later
// The CIDEr scorer inside the beam search, against the official algorithm written out naively: one candidate, one corpus at a time.
#include "core/dm/cider_scorer.h"
#include "core/dm/dm_job.h"
#include "core/icl/register_jobs.h"
#include "core/jobs/runner.h"
#include "tests/fakes/small_project.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace fulcrum;
using namespace fulcrum::dm;

namespace {

using Items = std::vector<std::int64_t>;

const std::vector<std::string> kWords = {"red", "blue", "green", "dog", "cat", "bus", "runs", "sits", "on", "a", "big", "street"};

std::string word(std::int64_t i) { return kWords[static_cast<std::size_t>(i) % kWords.size()]; }

/// Captions of a sample: some words that its neighbours share.
std::vector<std::string> captionsOf(std::int64_t i)
{
    return {"a " + word(i) + " " + word(i + 3) + " " + word(i + 6) + " on a street",
        "the " + word(i) + " " + word(i + 3) + " " + word(i * 7) + " " + word(i + 8)};
}

/// What a made-up model writes for an anchor after these demonstrations: it depends on items and order.
std::string written(const Items& prompt, std::int64_t anchor)
{
    std::string text = "a " + word(anchor);
    for (std::size_t p = 0; p < prompt.size(); ++p)
        text += " " + word(prompt[p] + static_cast<std::int64_t>(p)) + " " + word(anchor + 3 + prompt[p] % 2);
    return text + " on a street";
}

std::shared_ptr<const data::Dataset> dataset(std::int64_t n)
{
    std::vector<data::Sample> samples;
    for (std::int64_t i = 0; i < n; ++i) {
        data::Sample sample;
        sample.index = i;
        sample.id = sample.imageId = 1000 + i;
        sample.captions = captionsOf(i);
        samples.push_back(std::move(sample));
    }
    return std::make_shared<data::Dataset>(
        data::Task::Caption, data::Split::Train, "f", Path(), data::SampleTable(samples));
}

double ciderOf(const std::vector<metrics::CaptionReferenceSet>& corpus, std::int64_t id, const std::string& caption,
    const std::vector<metrics::CaptionHypothesis>& others, metrics::CaptionText text)
{
    const auto references = metrics::CaptionReferences::build(corpus, text, 1);
    std::vector<metrics::CaptionHypothesis> all = others;
    all.push_back({id, caption});
    const auto scores = references->score(all, text, 1);
    for (const auto& one : scores->perImage)
        if (one.imageId == id)
            return one.score.cider;
    return -1;
}

struct Naive
{
    std::vector<Items> sequences;
    std::vector<double> scores;
};

/// generate_data.py with get_cider_score: each beam's candidates under their own images, minus the caption without the candidate under
/// the query's; the gains of the last step alone decide (torch.topk: larger first, then the earlier one).
Naive official(std::int64_t anchor, const Items& candidates, int shots, std::size_t beam, bool right)
{
    Naive beams{{{}}, {0}};
    for (int step = 0; step < shots; ++step) {
        std::vector<std::pair<double, Items>> all;
        for (const Items& chosen : beams.sequences) {
            const double before = ciderOf({{1000 + anchor, captionsOf(anchor)}}, 1000 + anchor, written(chosen, anchor), {},
                metrics::CaptionText::RawOneFile);
            std::vector<metrics::CaptionReferenceSet> corpus;
            std::vector<metrics::CaptionHypothesis> hypotheses;
            Items tried;
            for (const std::int64_t c : candidates) {
                if (std::find(chosen.begin(), chosen.end(), c) != chosen.end())
                    continue;
                Items prompt = chosen;
                prompt.insert(right ? prompt.end() : prompt.begin(), c);
                corpus.push_back({1000 + c, captionsOf(c)});
                hypotheses.push_back({1000 + c, written(prompt, anchor)});
                tried.push_back(c);
            }
            const auto references = metrics::CaptionReferences::build(corpus, metrics::CaptionText::RawOneFile, 1);
            const auto scores = references->score(hypotheses, metrics::CaptionText::RawOneFile, 1);
            for (std::size_t i = 0; i < tried.size(); ++i) {
                Items next = chosen;
                next.insert(right ? next.end() : next.begin(), tried[i]);
                all.emplace_back(scores->perImage[i].score.cider - before, next);
            }
        }
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        all.resize(std::min(all.size(), beam));
        beams = {};
        for (const auto& [score, items] : all) {
            beams.sequences.push_back(items);
            beams.scores.push_back(score);
        }
    }
    return beams;
}

/// The corrected scorer: CIDEr under the query's references, frequencies over the anchors; the beam keeps the best captions.
Naive corrected(std::int64_t anchor, const Items& anchors, const Items& candidates, int shots, std::size_t beam, bool right)
{
    std::vector<metrics::CaptionReferenceSet> corpus;
    std::vector<metrics::CaptionHypothesis> others;
    for (const std::int64_t one : anchors) {
        corpus.push_back({1000 + one, captionsOf(one)});
        if (one != anchor)
            others.push_back({1000 + one, "x"});
    }
    const auto value = [&](const Items& prompt) {
        return ciderOf(corpus, 1000 + anchor, written(prompt, anchor), others, metrics::CaptionText::Raw);
    };
    const double zeroShot = value({});
    std::vector<std::pair<double, Items>> beams{{zeroShot, {}}};
    for (int step = 0; step < shots; ++step) {
        std::vector<std::pair<double, Items>> all;
        for (const auto& [unused, chosen] : beams)
            for (const std::int64_t c : candidates) {
                if (std::find(chosen.begin(), chosen.end(), c) != chosen.end())
                    continue;
                Items next = chosen;
                next.insert(right ? next.end() : next.begin(), c);
                all.emplace_back(value(next), next);
            }
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        all.resize(std::min(all.size(), beam));
        beams = all;
    }
    Naive result;
    for (const auto& [score, items] : beams) {
        result.sequences.push_back(items);
        result.scores.push_back(score - zeroShot);
    }
    return result;
}

} // namespace

class TestCiderScorer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheNaiveSearch_data()
    {
        QTest::addColumn<bool>("candidate");
        QTest::addColumn<bool>("right");
        for (const bool candidate : {false, true})
            for (const bool right : {false, true})
                QTest::newRow(qPrintable(QString("%1 %2").arg(candidate ? "candidate" : "query", right ? "right" : "left")))
                    << candidate << right;
    }

    void equalsTheNaiveSearch()
    {
        QFETCH(bool, candidate);
        QFETCH(bool, right);
        const auto samples = dataset(30);
        const Items anchors = {2, 9, 17}, candidates = {0, 3, 4, 8, 11, 13, 20, 25, 29};
        const auto scorer
            = CiderScorer::create(samples, anchors, candidate ? CiderReferences::Candidate : CiderReferences::Query, 1);
        QVERIFY2(scorer, scorer ? "" : scorer.error().text().c_str());
        bool differs = false;
        for (const std::int64_t anchor : anchors) {
            BeamOptions options;
            options.shots = 3;
            options.beam = 4;
            options.order = right ? ConstructOrder::Right : ConstructOrder::Left;
            options.ranking = candidate ? Ranking::LastGain : Ranking::Probability;
            options.ownReferences = candidate;
            auto search = BeamSearch::create(candidates, options).value();
            while (!search.done()) {
                std::vector<std::string> captions;
                for (const Items& prompt : search.prompts())
                    captions.push_back(written(prompt, anchor));
                const auto values = scorer->score(anchor, search, captions);
                QVERIFY2(values, values ? "" : values.error().text().c_str());
                QVERIFY(search.advance(*values));
            }
            const Naive expected
                = candidate ? official(anchor, candidates, 3, 4, right) : corrected(anchor, anchors, candidates, 3, 4, right);
            QCOMPARE(search.sequences().size(), expected.sequences.size());
            for (std::size_t i = 0; i < expected.sequences.size(); ++i) {
                QCOMPARE(search.sequences()[i].items, expected.sequences[i]);
                QVERIFY(std::abs(search.sequences()[i].score - expected.scores[i]) < 1e-9);
                differs = differs || std::abs(expected.scores[i] - expected.scores[0]) > 1e-6;
            }
        }
        QVERIFY(differs); // the scores say something
    }

    void wrongCalls()
    {
        const auto samples = dataset(10);
        const Items anchors = {1, 2};
        const auto scorer = CiderScorer::create(samples, anchors, CiderReferences::Query, 1);
        QVERIFY(scorer);
        const auto search = BeamSearch::create({3, 4, 5, 6, 7, 8}, {}).value();
        QCOMPARE(scorer->score(1, search, {}).error().code, ErrorCode::Internal);
        const auto questions = std::make_shared<data::Dataset>(
            data::Task::Vqa, data::Split::Train, "f", Path(), data::SampleTable(std::vector<data::Sample>()));
        QCOMPARE(CiderScorer::create(questions, {}, CiderReferences::Query, 1).error().code, ErrorCode::Usage);
    }

    /// The job with the fake engine: generation and scorer meet, the same rows whatever the group size, refusals.
    void jobBuildsByCider()
    {
        qputenv("FULCRUM_ENGINE", FULCRUM_FAKE_ENGINE);
        QTemporaryDir folder;
        const auto project = test::makeSmallProject(folder.filePath("small.fulcrum").toStdString());
        jobs::JobRegistry registry;
        icl::registerJobs(registry);
        auto database = project->connect().value();
        for (const char* references : {"query", "candidate"}) {
            const nlohmann::json spec = {{"scorer", "cider"}, {"cider_references", references}, {"anchors", 6},
                {"candidates", 5}, {"beam", 2}, {"shots", 2}, {"anchors_per_call", 4}};
            const auto run = jobs::createRun(*project, registry, "dm", spec);
            QVERIFY2(run, run ? "" : run.error().text().c_str());
            const auto done = jobs::runJob(project, registry, *run, nullptr);
            QVERIFY2(done, done ? "" : done.error().text().c_str());
            const auto entries = store::DmRepository(database).entries(*run).value();
            QCOMPARE(entries.size(), std::size_t{12});
            for (const store::DmEntry& entry : entries) {
                QVERIFY(entry.items.size() == 2 && entry.probabilities.size() == 2);
                for (const double value : entry.probabilities)
                    QVERIFY(value >= 0 && value <= 10);
                if (std::string_view(references) == "candidate")
                    QCOMPARE(entry.baseProbability, 0.0);
            }
            const auto record = store::RunRepository(database).get(*run).value();
            QCOMPARE(record.parity.find("candidate") != std::string::npos, std::string_view(references) == "candidate");
        }
        QCOMPARE(jobs::createRun(*project, registry, "dm", {{"scorer", "cider"}, {"task", "vqa"}}).error().code,
            ErrorCode::Usage);
        QCOMPARE(jobs::createRun(*project, registry, "dm", {{"sampler", "mixed"}, {"mix", {1, 1}}}).error().code,
            ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(TestCiderScorer)
#include "tst_cider_scorer.moc"
