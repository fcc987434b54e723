// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/dm/beam_search.h"
#include "core/dm/candidate_sampler.h"
#include "core/dm/official_json.h"
#include "core/embed/similarity.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <map>
#include <set>

using namespace fulcrum;
using namespace fulcrum::dm;

namespace {

using Items = std::vector<std::int64_t>;

/// A made-up likelihood that depends on items and order.
double likelihood(const Items& prompt)
{
    double p = 0.2;
    for (std::size_t i = 0; i < prompt.size(); ++i)
        p += 0.3 * std::sin(static_cast<double>(prompt[i] * prompt[i]) + static_cast<double>(i));
    return 1 / (1 + std::exp(-p));
}

std::vector<double> answers(const BeamSearch& search)
{
    std::vector<double> result;
    for (const Items& prompt : search.prompts())
        result.push_back(likelihood(prompt));
    return result;
}

std::vector<BeamSequence> run(const Items& candidates, const BeamOptions& options)
{
    auto search = BeamSearch::create(candidates, options).value();
    while (!search.done())
        if (!search.advance(answers(search)))
            return {};
    return search.sequences();
}

std::vector<PoolItem> samples(std::int64_t n, std::int64_t perImage)
{
    std::vector<PoolItem> result;
    for (std::int64_t i = 0; i < n; ++i)
        result.push_back({i, i / perImage});
    return result;
}

} // namespace

class TestDm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wideBeamFindsTheBestSequence();
    void lastGainForgetsEarlierGains();
    void rightOrderAndPublishedInsertion();
    void gainsAddUpToTheScore();
    void badScoresAreErrors();
    void tooFewCandidates();
    void poolAndAnchorsShareNoImage();
    void candidatesDependOnTheAnchorOnly();
    void similarCandidatesAreTheNearest();
    void mixedCandidatesKeepTheirShares();
    void officialJsonRoundTrip();
    void hostileOfficialJson_data();
    void hostileOfficialJson();
};

void TestDm::wideBeamFindsTheBestSequence()
{
    const Items candidates = {3, 1, 4, 15, 9, 2, 6};
    for (const ConstructOrder order : {ConstructOrder::Left, ConstructOrder::Right}) {
        BeamOptions options;
        options.beam = 6;
        options.order = order;
        const auto found = run(candidates, options); // beam 6 of 7 items: nearly exhaustive
        double best = 0;
        for (const std::int64_t a : candidates)
            for (const std::int64_t b : candidates)
                if (a != b)
                    best = std::max(best, likelihood({a, b}));
        QCOMPARE(found.front().steps.back().probability, best);
        QCOMPARE(likelihood(found.front().items), best);
        QCOMPARE(found.size(), std::size_t{6});
        for (std::size_t i = 1; i < found.size(); ++i)
            QVERIFY(found[i - 1].score >= found[i].score);
    }
}

void TestDm::lastGainForgetsEarlierGains()
{
    // Item 1 is good alone; item 2 is bad but item 3 after it restores the likelihood: a large last gain.
    const std::map<Items, double> table = {{{}, 0.5}, {{1}, 0.8}, {{2}, 0.1}, {{3}, 0.4}, {{2, 1}, 0.81}, {{3, 1}, 0.7},
        {{1, 2}, 0.3}, {{3, 2}, 0.75}, {{1, 3}, 0.6}, {{2, 3}, 0.2}};
    const auto go = [&](Ranking ranking) {
        BeamOptions options;
        options.beam = 2;
        options.ranking = ranking;
        auto search = BeamSearch::create({1, 2, 3}, options).value();
        // A beam of two after step 1 keeps items 1 and 3 for both rankings (0.8 and 0.4).
        while (!search.done()) {
            std::vector<double> values;
            for (const Items& prompt : search.prompts())
                values.push_back(table.at(prompt));
            if (!search.advance(values))
                break;
        }
        return search.sequences();
    };
    const auto corrected = go(Ranking::Probability);
    QCOMPARE(corrected[0].items, (Items{2, 1}));
    QCOMPARE(corrected[0].score, 0.81 - 0.5);
    QCOMPARE(corrected[1].items, (Items{3, 1}));
    const auto published = go(Ranking::LastGain);
    QCOMPARE(published[0].items, (Items{1, 3})); // 0.6 - 0.4 = 0.2 beats 0.81 - 0.8 = 0.01
    QCOMPARE(published[0].score, 0.6 - 0.4);
    QCOMPARE(published[1].items, (Items{2, 1}));
}

void TestDm::rightOrderAndPublishedInsertion()
{
    BeamOptions options;
    options.order = ConstructOrder::Right;
    options.beam = 1;
    const auto corrected = run({5, 6, 7}, options);
    QCOMPARE(corrected[0].items, (Items{corrected[0].steps[0].item, corrected[0].steps[1].item}));
    options.frontInsertion = true;
    const auto published = run({5, 6, 7}, options);
    QCOMPARE(published[0].items, (Items{published[0].steps[1].item, published[0].steps[0].item}));
    // Three shots: the third prompt is the stored list with the new id on the right, and its reference is asked for anew.
    options.shots = 3;
    auto search = BeamSearch::create({5, 6, 7}, options).value();
    QVERIFY(search.advance(answers(search)));
    QVERIFY(search.advance(answers(search)));
    QCOMPARE(search.prompts().front(), search.sequences().front().items);
    QCOMPARE(search.prompts().size(), std::size_t{2});
    QCOMPARE(search.prompts().back().front(), search.sequences().front().items.front());
}

void TestDm::gainsAddUpToTheScore()
{
    for (const bool logScore : {false, true}) {
        BeamOptions options;
        options.shots = 4;
        options.beam = 3;
        options.logScore = logScore;
        for (const BeamSequence& sequence : run({1, 2, 3, 4, 5, 6, 7, 8}, options)) {
            double sum = 0;
            for (const BeamStep& step : sequence.steps)
                sum += step.gain;
            QVERIFY(std::abs(sum - sequence.score) < 1e-12);
            QCOMPARE(sequence.steps.back().probability, likelihood(sequence.items));
            QCOMPARE(sequence.items.front(), sequence.steps.back().item); // left: the newest stands first
        }
    }
}

void TestDm::badScoresAreErrors()
{
    BeamOptions options;
    options.beam = 1;
    auto search = BeamSearch::create({1, 2, 3}, options).value();
    QCOMPARE(search.advance(std::vector<double>{0.1}).error().code, ErrorCode::Internal);
    QCOMPARE(search.advance(std::vector<double>{0.1, NAN, 0.1, 0.1}).error().code, ErrorCode::Numeric);
    options.logScore = true;
    search = BeamSearch::create({1, 2, 3}, options).value();
    QCOMPARE(search.advance(std::vector<double>{0.1, 0, 0.1, 0.1}).error().code, ErrorCode::Numeric);
}

void TestDm::tooFewCandidates()
{
    BeamOptions options;
    options.beam = 5;
    options.shots = 2;
    QCOMPARE(BeamSearch::create({1, 2, 3, 4, 5}, options).error().code, ErrorCode::OutOfRange);
    QVERIFY(BeamSearch::create({1, 2, 3, 4, 5, 6}, options));
    QCOMPARE(BeamSearch::create({1, 1, 3, 4, 5, 6}, options).error().code, ErrorCode::Usage);
}

void TestDm::poolAndAnchorsShareNoImage()
{
    const std::vector<PoolItem> train = samples(300, 3);
    PoolOptions options{20, 100, true, 7};
    const auto drawn = drawPool(train, options);
    QVERIFY(drawn);
    QCOMPARE(drawn->pool.size(), std::size_t{20});
    std::set<std::int64_t> images;
    for (const std::int64_t index : drawn->pool)
        images.insert(index / 3);
    for (const std::int64_t anchor : drawn->anchors)
        QVERIFY(!images.contains(anchor / 3));
    QCOMPARE(std::set<std::int64_t>(drawn->anchors.begin(), drawn->anchors.end()).size(), std::size_t{100});
    QCOMPARE(drawPool(train, options)->anchors, drawn->anchors);
    options.seed = 8;
    QVERIFY(drawPool(train, options)->anchors != drawn->anchors);
    options.anchors = 290;
    QCOMPARE(drawPool(train, options).error().code, ErrorCode::OutOfRange);
    QCOMPARE(drawPool(train, {0, 300, false, 1})->pool.size(), std::size_t{300});
}

void TestDm::candidatesDependOnTheAnchorOnly()
{
    const std::vector<PoolItem> pool = samples(60, 2);
    const auto first = drawCandidates(pool, {10, 5}, 57, 1);
    QVERIFY(first);
    for (const std::int64_t index : *first)
        QVERIFY(index / 2 != 5);
    QCOMPARE(*drawCandidates(pool, {10, 5}, 57, 1), *first);
    QVERIFY(*drawCandidates(pool, {11, 5}, 30, 1) != *drawCandidates(pool, {10, 5}, 30, 1));
    QCOMPARE(drawCandidates(pool, {10, 5}, 59, 1).error().code, ErrorCode::OutOfRange);
}

/// Embeddings on a circle: sample i at angle i, so that its neighbours are the next numbers.
std::vector<float> circle(std::int64_t n)
{
    std::vector<float> values;
    for (std::int64_t i = 0; i < n; ++i) {
        const double angle = 0.01 * static_cast<double>(i);
        values.push_back(static_cast<float>(std::cos(angle)));
        values.push_back(static_cast<float>(std::sin(angle)));
    }
    return values;
}

void TestDm::similarCandidatesAreTheNearest()
{
    const std::vector<PoolItem> train = samples(60, 3); // three questions for each image
    const std::vector<float> values = circle(60);
    std::vector<PoolItem> pool;
    for (const PoolItem& item : train)
        if (item.index % 5 != 0)
            pool.push_back(item);
    const std::vector<PoolItem> anchors = {train[30], train[1], train[59]};
    const auto nearest = nearestSamples(pool, anchors, {values, 2}, 6, {});
    QVERIFY2(nearest, nearest ? "" : nearest.error().text().c_str());
    for (std::size_t a = 0; a < anchors.size(); ++a) {
        std::vector<std::int64_t>
            expected; // by distance on the circle, then by row; neither the anchor's image nor outside the pool
        for (const PoolItem& item : pool)
            if (item.imageId != anchors[a].imageId)
                expected.push_back(item.index);
        std::stable_sort(expected.begin(), expected.end(), [&](std::int64_t x, std::int64_t y) {
            return embed::innerProduct(std::span(values).subspan(static_cast<std::size_t>(2 * x), 2),
                       std::span(values).subspan(static_cast<std::size_t>(2 * anchors[a].index), 2))
                > embed::innerProduct(std::span(values).subspan(static_cast<std::size_t>(2 * y), 2),
                    std::span(values).subspan(static_cast<std::size_t>(2 * anchors[a].index), 2));
        });
        expected.resize(6);
        QCOMPARE((*nearest)[a], expected);
    }
    QCOMPARE(nearestSamples(pool, std::vector<PoolItem>{{60, 20}}, {values, 2}, 3, {}).error().code, ErrorCode::OutOfRange);
}

void TestDm::mixedCandidatesKeepTheirShares()
{
    const std::vector<PoolItem> pool = samples(100, 1);
    const Items byImage = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, byText = {2, 3, 90, 91, 92, 93, 94, 95, 96, 97};
    const auto drawn = [&](const CandidateMix& mix, std::size_t count = 8) {
        const auto candidates = mixCandidates(
            pool, {50, 50}, count, mix, mix.image > 0 ? byImage : Items(), mix.text > 0 ? byText : Items(), 7);
        return candidates ? *candidates : Items();
    };
    QCOMPARE(drawn({0, 1, 0}), (Items{1, 2, 3, 4, 5, 6, 7, 8}));
    QCOMPARE(drawn({0, 0, 1}, 3), (Items{2, 3, 90}));
    QCOMPARE(drawn({0, 1, 1}), (Items{1, 2, 3, 4, 90, 91, 92, 93})); // what is chosen by image is not chosen again by text
    const Items mixed = drawn({2, 1, 1});
    QCOMPARE(mixed.size(), std::size_t{8});
    for (const std::int64_t one : {1, 2, 3, 90})
        QVERIFY(std::binary_search(mixed.begin(), mixed.end(), one));
    QVERIFY(!std::binary_search(mixed.begin(), mixed.end(), 50)); // never the anchor
    QCOMPARE(drawn({2, 1, 1}), mixed);
    QCOMPARE(drawn({}), drawCandidates(pool, {50, 50}, 8, 7).value());
    QVERIFY(drawn({0, 0, 0}).empty() && drawn({-1, 2, 0}).empty());
    QVERIFY(drawn({1, 0, 0}, 100).empty()); // 99 are left
}

void TestDm::officialJsonRoundTrip()
{
    AnchorSequences anchor;
    anchor.anchor = 100;
    anchor.sequences = {{{163, 149}, {{149, 0.1, 0.5}, {163, 0.02, 0.52}}, 0.12}, {{135, 149}, {}, -0.25}};
    QTemporaryDir dir;
    const Path file = Path(dir.path().toStdString()) / "dm.json";
    QVERIFY(writeFileAtomic(file, officialJson({&anchor, 1})));
    const auto read = readOfficialJson(file, 200);
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QCOMPARE(read->size(), std::size_t{1});
    QCOMPARE(read->front().anchor, 100);
    QCOMPARE(read->front().sequences[0].items, (Items{163, 149}));
    QCOMPARE(read->front().sequences[0].score, 0.02); // the published score is the last step's
    QCOMPARE(read->front().sequences[1].score, -0.25);
    QCOMPARE(readOfficialJson(file, 150).error().code, ErrorCode::Malformed);
}

void TestDm::hostileOfficialJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no anchors") << QByteArray("{}");
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("truncated") << QByteArray(R"({"1":{"id_list":[[2,1]],"score_list":[0.)");
    QTest::newRow("key") << QByteArray(R"({"a":{"id_list":[[2,1]],"score_list":[0.1]}})");
    QTest::newRow("negative") << QByteArray(R"({"1":{"id_list":[[-2,1]],"score_list":[0.1]}})");
    QTest::newRow("huge") << QByteArray(R"({"1":{"id_list":[[99999999999999999999,1]],"score_list":[0.1]}})");
    QTest::newRow("lengths") << QByteArray(R"({"1":{"id_list":[[2,1]],"score_list":[]}})");
    QTest::newRow("anchor last") << QByteArray(R"({"1":{"id_list":[[1,2]],"score_list":[0.1]}})");
    QTest::newRow("twice") << QByteArray(R"({"1":{"id_list":[[2,2,1]],"score_list":[0.1]}})");
    QTest::newRow("score") << QByteArray(R"({"1":{"id_list":[[2,1]],"score_list":["x"]}})");
    QTest::newRow("nested") << QByteArray(R"({"1":{"id_list":[[[2],1]],"score_list":[0.1]}})");
    QTest::newRow("no icd") << QByteArray(R"({"1":{"id_list":[[1]],"score_list":[0.1]}})");
}

void TestDm::hostileOfficialJson()
{
    QFETCH(QByteArray, text);
    QTemporaryDir dir;
    const Path file = Path(dir.path().toStdString()) / "dm.json";
    QVERIFY(writeFileAtomic(file, text.toStdString()));
    const auto read = readOfficialJson(file, 10);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Malformed);
    QVERIFY(read.error().where.find("dm.json") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestDm)
#include "tst_dm.moc"
