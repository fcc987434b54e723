// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/data/filter_values.h"
#include "core/store/result_repository.h"
#include "core/store/row_order.h"
#include "core/store/row_sort.h"
#include "core/store/sample_repository.h"
#include "core/store/workspace_repository.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>
#include <numeric>

using namespace fulcrum;
using namespace fulcrum::store;
using data::Condition;
using data::Field;
using data::Filter;
using data::Sample;
using data::Split;
using data::Task;

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
using Rows = std::vector<std::int32_t>;

Filter parsed(const std::string& text)
{
    const auto filter = data::parseFilter(text);
    if (!filter)
        qFatal("%s: %s", text.c_str(), filter.error().text().c_str());
    return *filter;
}

/// Letters in small, everything else a border: what the index makes of ASCII.
std::vector<std::string> wordsOf(const std::string& text)
{
    std::vector<std::string> words(1);
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)))
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!words.back().empty())
            words.emplace_back();
    if (words.back().empty())
        words.pop_back();
    return words;
}

/// The same question answered in the plainest way: sample by sample, with other means.
class NaiveFilter
{
public:
    NaiveFilter(const data::Dataset& dataset, const SampleFacts& facts) : m_dataset(dataset), m_facts(facts) {}

    bool passes(const Filter& filter, std::size_t row) const
    {
        for (const data::FilterGroup& group : filter.groups) {
            bool any = false, enabled = false;
            for (const Condition& one : group)
                if (!one.disabled) {
                    enabled = true;
                    any = any || holds(one, row) != one.negated;
                }
            if (enabled && !any)
                return false;
        }
        return true;
    }

private:
    std::vector<std::string> textsOf(const Sample& sample, Field field) const
    {
        std::vector<std::string> texts;
        switch (field) {
        case Field::Caption: return sample.captions;
        case Field::Question: return {sample.question};
        case Field::Answer: return {sample.answer};
        case Field::AnswerType: return {sample.answerType};
        case Field::QuestionType: return {sample.questionType};
        case Field::File: return {sample.imageFile, sample.imageFile.substr(sample.imageFile.rfind('/') + 1)};
        default: break;
        }
        return m_dataset.task() == Task::Caption ? sample.captions : std::vector<std::string>{sample.question, sample.answer};
    }
    bool findsWords(const Sample& sample, const Condition& condition) const
    {
        const auto finds = [&](const data::SearchTerm& term) {
            const std::vector<std::string> wanted = wordsOf(term.text);
            std::vector<std::string> texts = textsOf(sample, Field::Text);
            if (m_dataset.task() == Task::Caption) { // one text to the index
                for (std::size_t i = 1; i < texts.size(); ++i)
                    texts[0] += " " + texts[i];
                texts.resize(1);
            }
            for (const std::string& text : texts) {
                const std::vector<std::string> words = wordsOf(text);
                for (std::size_t i = 0; i + wanted.size() <= words.size(); ++i) {
                    bool same = true;
                    for (std::size_t j = 0; j < wanted.size(); ++j)
                        same = same && (term.prefix && j + 1 == wanted.size() ? words[i + j].rfind(wanted[j], 0) == 0 : words[i + j] == wanted[j]);
                    if (same)
                        return true;
                }
            }
            return false;
        };
        for (const data::SearchTerm& term : data::parseWords(condition.text))
            if (finds(term) == term.excluded)
                return false;
        return true;
    }
    bool hasTag(std::size_t row, const std::string& tag) const
    {
        for (const std::uint16_t id : m_facts.tags->of(static_cast<std::int64_t>(row)))
            if (m_facts.tags->names[id] == tag)
                return true;
        return false;
    }
    double numberOf(const Sample& sample, std::size_t row, const Condition& condition) const
    {
        switch (condition.field) {
        case Field::WordCount: {
            const QString shown = QString::fromStdString(sample.captions.empty() ? sample.question : sample.captions[0]);
            return double(shown.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts).size());
        }
        case Field::Width: return sample.width == 0 ? std::nan("") : sample.width;
        case Field::Height: return sample.height == 0 ? std::nan("") : sample.height;
        case Field::CaptionCount: return double(sample.captions.size());
        case Field::AnswerCount: return double(std::set<std::string>(sample.answers.begin(), sample.answers.end()).size());
        case Field::Agreement:
            return sample.answers.empty() ? std::nan("")
                                          : double(std::count(sample.answers.begin(), sample.answers.end(), sample.answer)) / double(sample.answers.size());
        case Field::UsedBy: return (*m_facts.usedCounts(usedKey(condition)))[row];
        default: return double((*m_facts.scoresOf(scoreKey(condition)))[row]);
        }
    }
    bool holds(const Condition& condition, std::size_t row) const
    {
        const Sample sample = m_dataset[row];
        const data::FieldInfo& info = data::fieldInfo(condition.field);
        if (!(m_dataset.task() == Task::Caption ? info.captions : info.vqa))
            return false;
        if (condition.pattern) {
            const QRegularExpression pattern(QString::fromStdString(condition.text),
                condition.caseSensitive ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption);
            for (const std::string& text : textsOf(sample, condition.field))
                if (pattern.match(QString::fromStdString(text)).hasMatch())
                    return true;
            return false;
        }
        switch (condition.field) {
        case Field::Words: return findsWords(sample, condition);
        case Field::Id: return std::count(condition.ids.begin(), condition.ids.end(), sample.id) > 0;
        case Field::Image: return std::count(condition.ids.begin(), condition.ids.end(), sample.imageId) > 0;
        case Field::Tag: return hasTag(row, condition.text);
        case Field::Starred: return hasTag(row, "star");
        case Field::Untagged: return m_facts.tags->of(static_cast<std::int64_t>(row)).size() == (hasTag(row, "star") ? 1U : 0U);
        case Field::Missing: return (*m_facts.missing)[row];
        case Field::Split: return condition.text == data::splitName(m_dataset.split());
        case Field::Similar: return !std::isnan((*m_facts.similaritiesOf(condition.text))[row]);
        default: break;
        }
        if (info.kind == data::FieldKind::Text) {
            const std::vector<std::string> texts = textsOf(sample, condition.field);
            return std::count(texts.begin(), texts.end(), condition.text) > 0;
        }
        return condition.number.matches(numberOf(sample, row, condition));
    }

    const data::Dataset& m_dataset;
    const SampleFacts& m_facts;
};

} // namespace

class TestRowOrder : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::shared_ptr<const data::Dataset> m_captions, m_questions, m_train;
    std::map<const data::Dataset*, SampleFacts> m_facts;
    RunId m_run = 0;

    static std::string words(Rng& rng, std::size_t most)
    {
        static const char* const kWords[] = {"red", "Bus", "stop", "sign", "dog,", "cats", "two", "what", "is", "busy", "it's"};
        std::string text;
        for (std::size_t n = 1 + rng.below(most); n > 0; --n)
            text += std::string(text.empty() ? "" : " ") + kWords[rng.below(std::size(kWords))];
        return text;
    }

    /// Ids fall as indices rise: an id that is taken for an index is found out.
    std::shared_ptr<const data::Dataset> addDataset(Task task, Split split, std::size_t count, std::uint64_t seed)
    {
        Rng rng(seed);
        std::vector<Sample> samples(count);
        for (std::size_t i = 0; i < count; ++i) {
            Sample& sample = samples[i];
            sample.index = static_cast<std::int64_t>(i);
            sample.id = 5000 - static_cast<std::int64_t>(i);
            sample.imageId = 70 + static_cast<std::int64_t>(i / 3);
            sample.imageFile = "part" + std::to_string(i / 3 % 2) + "/" + std::to_string(i / 3) + ".jpg";
            sample.width = rng.chance(0.1) ? 0 : static_cast<int>(100 + 20 * rng.below(5));
            sample.height = sample.width == 0 ? 0 : static_cast<int>(100 + 20 * rng.below(5));
            if (task == Task::Caption) {
                for (std::size_t n = 1 + rng.below(3); n > 0; --n)
                    sample.captions.push_back(words(rng, 8));
                continue;
            }
            sample.question = words(rng, 8) + "?";
            sample.questionType = rng.chance(0.1) ? "" : "type " + std::to_string(rng.below(5));
            sample.answerType = rng.chance(0.5) ? "yes/no" : "other";
            for (int n = 0; n < 10; ++n)
                sample.answers.push_back(words(rng, 1));
            sample.answer = rng.chance(0.1) ? "" : sample.answers[0];
        }
        DatasetRecord record{task, split, static_cast<std::int64_t>(count), "fp", m_folder->path().toStdString(), 0, {}};
        const auto added = m_database->transaction([&] { return SampleRepository(*m_database).add(record, data::SampleTable(samples), {}, {}); });
        if (!added)
            qFatal("%s", added.error().text().c_str());
        return std::make_shared<data::Dataset>(task, split, "fp", Path(m_folder->path().toStdString()), data::SampleTable(samples));
    }

    /// Two evaluations of questions with predictions, tags, and image files of which every fifth is missing.
    void addFacts()
    {
        Rng rng(9);
        for (const auto& dataset : {m_captions, m_questions, m_train})
            for (std::size_t i = 0; i < dataset->size(); ++i)
                for (const char* tag : {"hard", "star", "two words"})
                    if (rng.chance(0.2))
                        QVERIFY(WorkspaceRepository(*m_database).setTag(dataset->task(), dataset->split(), dataset->id(i), tag, true));
        for (const char* name : {"RunA", "RunB"}) {
            RunRecord run;
            run.kind = "eval";
            run.name = name;
            run.spec = R"({"task": "vqa"})";
            m_run = RunRepository(*m_database).add(run).value();
            for (const char* strategy : {"siir", "random"})
                for (const int shots : {2, 4})
                    addCell(strategy, shots, rng);
        }
        RunRecord other; // of the other task, and with another version of the data: must not count
        other.kind = "eval";
        other.name = "captions";
        other.spec = R"({"task": "caption"})";
        m_run = RunRepository(*m_database).add(other).value();
        addCell("siir", 4, rng);
        other.name = "before";
        other.spec = R"({"task": "vqa"})";
        other.datasetFingerprint = R"({"vqa/train": "older"})";
        m_run = RunRepository(*m_database).add(other).value();
        addCell("siir", 4, rng);
        QDir folder(m_folder->path());
        for (int image = 0; image < 60; ++image) {
            QVERIFY(folder.mkpath(QStringLiteral("part%1").arg(image % 2)));
            QFile file(folder.filePath(QStringLiteral("part%1/%2.jpg").arg(image % 2).arg(image)));
            if (image % 5 != 0)
                QVERIFY(file.open(QIODevice::WriteOnly));
        }
    }
    void addCell(const char* strategy, int shots, Rng& rng)
    {
        EvalRepository evaluations(*m_database);
        const std::int64_t cell = evaluations.cell(m_run, strategy, shots, 0).value();
        std::vector<Prediction> predictions;
        for (std::size_t query = 0; query < m_questions->size(); query += 2) {
            Prediction one;
            one.query = static_cast<std::int64_t>(query);
            one.queryId = m_questions->id(query);
            for (int step = 0; step < shots; ++step)
                one.sequence.push_back({static_cast<std::int64_t>(rng.below(m_train->size())), step, {}, {}, {}, 0});
            one.score = rng.chance(0.1) ? std::nan("") : static_cast<double>(rng.below(5)) * 25;
            predictions.push_back(one);
        }
        QVERIFY(m_database->transaction([&] { return evaluations.addPredictions(cell, predictions); }));
    }

    SampleFacts factsOf(const data::Dataset& dataset, const RowQuery& query)
    {
        FactsWanted wanted = factsFor(query);
        wanted.tags = wanted.missing = true;
        SampleFacts& known = m_facts[&dataset];
        auto facts = loadFacts(*m_database, dataset, wanted, known, {});
        if (!facts)
            qFatal("%s", facts.error().text().c_str());
        known = *facts;
        if (known.similaritiesOf("a red bus"))
            return known;
        Rng rng(4);
        auto similar = std::make_shared<SampleFacts::Similarities>();
        similar->text = "a red bus";
        for (std::size_t i = 0; i < dataset.size(); ++i)
            similar->values.push_back(rng.chance(0.1) ? kNone : static_cast<float>(rng.below(20)) / 20);
        known.similarities.push_back(similar);
        return known;
    }
    Rows rowsOf(const data::Dataset& dataset, const std::string& filter, SortColumn column = SortColumn::Official, bool descending = false)
    {
        RowQuery query;
        query.filter = parsed(filter);
        query.sort.column = column;
        query.sort.descending = descending;
        query.sort.used = {"siir", 4};
        query.sort.score = {"RunA", "siir", 4};
        auto order = rowOrder(*m_database, dataset, query, factsOf(dataset, query), {});
        if (!order)
            qFatal("%s: %s", filter.c_str(), order.error().text().c_str());
        return order->rows;
    }
    static std::string randomFilter(Rng& rng)
    {
        static const std::vector<std::string> conditions = {"red", "red bus", "\"stop sign\"", "(-red)", "(bus* -dog)", "/s\\b/", "/^RED/c", "/^$/",
            "caption~/dog|two/", "caption:\"red\"", "question~/^what/", "answer~/^(red|cats)$/", "answer:red", "answer:\"\"", "answer_type:yes/no",
            "question_type:\"type 1\"", "words:3..5", "words:<3", "words:8", "width:>=140", "height:<140", "captions:>1", "answers:<6",
            "agreement:>0.2", "agreement:0.3", "tag:hard", "tag:\"two words\"", "tag:none", "is:starred", "is:untagged", "is:missing",
            "id:4990,4980,1", "#4999", "image:72,75", "file:part1/1.jpg", "file:1.jpg", "file~/part0/", "usedBy(siir,4)", "usedBy(SIIR):>=2",
            "usedBy(*):0", "score(RunA):<50", "score(#2,siir,4):>=50", "split:val", "similar:\"a red bus\""};
        std::string filter;
        for (std::size_t groups = 1 + rng.below(3); groups > 0; --groups) {
            std::string group;
            const std::size_t alternatives = 1 + rng.below(3);
            for (std::size_t n = 0; n < alternatives; ++n) {
                std::string one = conditions[rng.below(conditions.size())];
                if (one.front() != '(' && (one.find(':') == std::string::npos && one.find('/') == std::string::npos && one.find('(') == std::string::npos))
                    one = one.front() == '#' ? one : "(" + one + ")";
                group += (group.empty() ? "" : " | ") + std::string(rng.chance(0.1) ? "?" : "") + (rng.chance(0.3) ? "-" : "") + one;
            }
            filter += (filter.empty() ? "(" : " (") + group + ")";
        }
        return filter;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto database = Database::open(Path(m_folder->path().toStdString()) / "project.sqlite", Database::Mode::Create);
        QVERIFY(database);
        m_database = std::make_unique<Database>(std::move(*database));
        m_captions = addDataset(Task::Caption, Split::Validation, 120, 1);
        m_questions = addDataset(Task::Vqa, Split::Validation, 180, 2);
        m_train = addDataset(Task::Vqa, Split::Train, 90, 3);
        addFacts();
    }
    void cleanupTestCase() { m_database.reset(); }

    void filtersDoWhatTheyShould()
    {
        Rng rng(5);
        for (int i = 0; i < 600; ++i) {
            const std::string text = randomFilter(rng);
            for (const auto& dataset : {m_captions, m_questions, m_train}) {
                RowQuery query;
                query.filter = parsed(text);
                const SampleFacts facts = factsOf(*dataset, query);
                const auto order = rowOrder(*m_database, *dataset, query, facts, {});
                QVERIFY2(order, (text + ": " + (order ? "" : order.error().text())).c_str());
                Rows expected;
                for (std::size_t row = 0; row < dataset->size(); ++row)
                    if (NaiveFilter(*dataset, facts).passes(query.filter, row))
                        expected.push_back(static_cast<std::int32_t>(row));
                QVERIFY2(order->rows == expected, text.c_str());
            }
        }
    }

    void someFiltersByHand()
    {
        Rows all(m_captions->size());
        std::iota(all.begin(), all.end(), 0);
        QCOMPARE(rowsOf(*m_captions, ""), all);
        QCOMPARE(rowsOf(*m_captions, "?id:1 (?tag:hard | ?red)"), all);
        QCOMPARE(rowsOf(*m_captions, "#4990"), (Rows{10}));
        QCOMPARE(rowsOf(*m_captions, "id:4990,4998,7"), (Rows{2, 10}));
        QCOMPARE(rowsOf(*m_captions, "image:70"), (Rows{0, 1, 2}));
        QCOMPARE(rowsOf(*m_captions, "split:train"), Rows());
        QCOMPARE(rowsOf(*m_captions, "answer_type:yes/no"), Rows()); // captions have none
        QCOMPARE(rowsOf(*m_captions, "is:missing image:70,71"), (Rows{0, 1, 2}));
        QCOMPARE(rowsOf(*m_captions, "nosuchword"), Rows());
    }

    void everyColumnSorts_data()
    {
        QTest::addColumn<int>("column");
        for (int column = 0; column <= int(SortColumn::Relevance); ++column)
            QTest::addRow("%d", column) << column;
    }
    void everyColumnSorts()
    {
        QFETCH(int, column);
        const auto which = SortColumn(column);
        RowQuery keys;
        keys.sort = {which, false, {"siir", 4}, {"RunA", "siir", 4}};
        for (const auto& dataset : {m_captions, m_questions, m_train}) {
            const SampleFacts facts = factsOf(*dataset, keys);
            const auto keyOf = [&](std::int32_t row) -> std::pair<double, std::string> {
                const Sample sample = (*dataset)[static_cast<std::size_t>(row)];
                const auto at = static_cast<std::size_t>(row);
                const double none = std::nan("");
                const auto text = [&](const std::string& value) { return std::pair(value.empty() ? none : 0.0, value); };
                switch (which) {
                case SortColumn::Official: return {double(row), {}};
                case SortColumn::Id: return {double(sample.id), {}};
                case SortColumn::ImageId: return {double(sample.imageId), {}};
                case SortColumn::File: return text(sample.imageFile);
                case SortColumn::Text: return text(sample.captions.empty() ? sample.question : sample.captions[0]);
                case SortColumn::Answer: return text(sample.answer);
                case SortColumn::AnswerType: return text(sample.answerType);
                case SortColumn::QuestionType: return text(sample.questionType);
                case SortColumn::Words: return {double(data::wordCount(dataset->view(at))), {}};
                case SortColumn::Pixels: return {sample.width == 0 ? none : double(sample.width) * sample.height, {}};
                case SortColumn::Tags: return {double(facts.tags->of(row).size()), {}};
                case SortColumn::Used: return {double((*facts.usedCounts({"siir", 4}))[at]), {}};
                case SortColumn::Score: return {double((*facts.scoresOf({"RunA", "siir", 4}))[at]), {}};
                case SortColumn::Relevance: return {-double((*facts.similaritiesOf("a red bus"))[at]), {}};
                }
                return {};
            };
            const std::string filter = which == SortColumn::Relevance ? "similar:\"a red bus\"" : "words:>2";
            for (const bool descending : {false, true}) {
                Rows expected = rowsOf(*dataset, filter);
                std::stable_sort(expected.begin(), expected.end(), [&](std::int32_t a, std::int32_t b) {
                    const auto x = keyOf(a), y = keyOf(b);
                    if (std::isnan(x.first) || std::isnan(y.first))
                        return !std::isnan(x.first) && std::isnan(y.first);
                    return descending ? y < x : x < y;
                });
                QCOMPARE(rowsOf(*dataset, filter, which, descending), expected);
            }
        }
    }

    void relevanceIsTheIndexs()
    {
        const auto terms = data::parseWords("bus red");
        const auto ranks = SampleRepository(*m_database).searchRanks(Task::Caption, Split::Validation, terms);
        QVERIFY(ranks && ranks->size() > 3);
        const Rows rows = rowsOf(*m_captions, "bus red", SortColumn::Relevance);
        QCOMPARE(rows.size(), ranks->size());
        std::map<std::int64_t, double> rankOf(ranks->begin(), ranks->end());
        for (std::size_t i = 1; i < rows.size(); ++i)
            QVERIFY(std::pair(rankOf[rows[i - 1]], rows[i - 1]) < std::pair(rankOf[rows[i]], rows[i]));
    }

    void textsSortByTheirBytes()
    {
        Rng rng(6);
        std::vector<std::string> texts = {"", std::string(1, '\0'), std::string(9, '\0'), std::string(8, '\0'), "12345678", "123456789",
            "12345678" + std::string(1, '\0'), std::string(5000, 'x'), std::string(5000, 'x') + "y", std::string(5000, 'x')};
        for (int i = 0; i < 500; ++i) {
            std::string text;
            for (std::size_t n = rng.below(20); n > 0; --n)
                text += "ab\0\xFF"[rng.below(4)];
            texts.push_back(text);
        }
        std::vector<TextRow> rows;
        Rows expected;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            rows.push_back({texts[i], static_cast<std::int32_t>(i), 0, 0});
            expected.push_back(static_cast<std::int32_t>(i));
        }
        for (const bool descending : {false, true}) {
            std::sort(expected.begin(), expected.end());
            std::stable_sort(expected.begin(), expected.end(), [&](std::int32_t a, std::int32_t b) {
                const std::string &x = texts[std::size_t(a)], &y = texts[std::size_t(b)];
                if (x.empty() || y.empty())
                    return !x.empty() && y.empty();
                return descending ? y < x : x < y;
            });
            QCOMPARE(sorted(rows, descending), expected);
        }
    }

    void facetsCountWhatAClickWouldShow()
    {
        Rng rng(7);
        for (int i = 0; i < 60; ++i) {
            const std::string text = i == 0 ? std::string() : randomFilter(rng);
            for (const auto& dataset : {m_captions, m_questions}) {
                RowQuery query;
                query.filter = parsed(text);
                const SampleFacts facts = factsOf(*dataset, query);
                const auto found = facets(*m_database, *dataset, query.filter, facts, {});
                QVERIFY2(found, text.c_str());
                QCOMPARE(found->size(), std::size_t(dataset->task() == Task::Vqa ? 6 : 3));
                for (const Facet& facet : *found) {
                    Filter others; // what does not ask about this field alone
                    for (const data::FilterGroup& group : query.filter.groups)
                        if (!std::all_of(group.begin(), group.end(), [&](const Condition& one) { return one.disabled || one.field == facet.field; }))
                            others.groups.push_back(group);
                    const NaiveFilter naive(*dataset, facts);
                    std::vector<std::size_t> rows;
                    for (std::size_t row = 0; row < dataset->size(); ++row)
                        if (naive.passes(others, row))
                            rows.push_back(row);
                    for (const FacetValue& value : facet.values) {
                        const Filter clicked{{{value.condition}}};
                        const auto expected = std::count_if(
                            rows.begin(), rows.end(), [&](std::size_t row) { return naive.passes(clicked, row); });
                        QVERIFY2(value.count == expected, (text + " / " + data::formatCondition(value.condition)).c_str());
                        QVERIFY(!value.text.empty());
                    }
                }
            }
        }
    }

    void manyValuesAreCutAndLongTextsCountTogether()
    {
        std::vector<Sample> samples(400);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            samples[i].index = samples[i].id = static_cast<std::int64_t>(i);
            samples[i].answer = "answer " + std::to_string(i % 50);
            for (std::size_t n = 0; n < 50 + i % 30; ++n)
                samples[i].question += "word ";
        }
        const data::Dataset dataset(Task::Vqa, Split::Train, "", {}, data::SampleTable(samples));
        const auto found = facets(*m_database, dataset, {}, {}, {});
        QVERIFY(found);
        QCOMPARE(found->size(), std::size_t{4}); // tags and images are not known
        const Facet& answers = (*found)[2];
        QCOMPARE(answers.values.size(), std::size_t{30});
        QCOMPARE(answers.others, std::int64_t{20 * 8});
        const Facet& words = (*found)[3];
        QCOMPARE(QString::fromStdString(words.values.front().text), QStringLiteral("50"));
        QCOMPARE(QString::fromStdString(words.values.back().text), QStringLiteral("63+"));
        QCOMPARE(words.values.size(), std::size_t{14});
    }

    void factsAreKept()
    {
        FactsWanted wanted;
        wanted.tags = true;
        wanted.add(UsedKey{"siir", 4});
        const auto first = loadFacts(*m_database, *m_train, wanted, {}, {});
        QVERIFY(first && first->tags && !first->missing);
        std::int64_t uses = 0;
        for (const std::int32_t count : *first->usedCounts({"siir", 4}))
            uses += count;
        QCOMPARE(uses, std::int64_t{2 * 90 * 4}); // two runs of this task, 90 predictions of 4
        wanted.add(UsedKey{"", 0});
        const auto second = loadFacts(*m_database, *m_train, wanted, *first, {});
        QVERIFY(second);
        QCOMPARE(second->tags.get(), first->tags.get());
        QCOMPARE(second->used.size(), std::size_t{2});
        const auto queries = loadFacts(*m_database, *m_questions, wanted, {}, {});
        for (const std::int32_t count : *queries->usedCounts({"siir", 4}))
            QCOMPARE(count, 0);
        wanted.add(ScoreKey{"RunC", "", 0});
        const auto missing = loadFacts(*m_database, *m_train, wanted, *first, {});
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(QString::fromStdString(missing.error().hint).contains(QStringLiteral("Run")));
    }

    void whatCannotBeAnsweredIsAnError_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("code");
        QTest::newRow("no similarities") << "~ a dog" << int(ErrorCode::ModelUnavailable);
        QTest::newRow("no facts") << "tag:hard" << int(ErrorCode::Internal);
        QTest::newRow("endless") << "/((\\w+)*,?)*!$/" << int(ErrorCode::OutOfRange);
    }
    void whatCannotBeAnsweredIsAnError()
    {
        QFETCH(QString, filter);
        QFETCH(int, code);
        std::vector<Sample> samples(30'000);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i].captions = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!?"};
        const data::Dataset dataset(Task::Caption, Split::Train, "", {}, data::SampleTable(samples));
        RowQuery query;
        query.filter = parsed(filter.toStdString());
        const auto order = rowOrder(*m_database, dataset, query, {}, {});
        QVERIFY(!order);
        QCOMPARE(int(order.error().code), code);
        const auto counted = facets(*m_database, dataset, query.filter, {}, {});
        QVERIFY(!counted);
        QCOMPARE(int(counted.error().code), code);
    }

    void stoppingStops()
    {
        std::stop_source source;
        source.request_stop();
        RowQuery query;
        query.filter = parsed("words:>2");
        query.sort.column = SortColumn::Text;
        const auto order = rowOrder(*m_database, *m_captions, query, {}, source.get_token());
        QVERIFY(!order);
        QCOMPARE(order.error().code, ErrorCode::Cancelled);
        QCOMPARE(facets(*m_database, *m_captions, {}, {}, source.get_token()).error().code, ErrorCode::Cancelled);
        FactsWanted wanted;
        wanted.missing = true;
        QCOMPARE(loadFacts(*m_database, *m_captions, wanted, {}, source.get_token()).error().code, ErrorCode::Cancelled);
    }

    void damagedDataAreSafe()
    {
        std::vector<Sample> samples(3);
        samples[0].captions = {std::string("nul\0byte", 8), "\xFF\xFE"};
        samples[1].captions = {std::string(1 << 20, 'w')};
        samples[1].width = -5;
        const data::Dataset dataset(Task::Caption, Split::Train, "", {}, data::SampleTable(samples));
        for (const char* filter : {"/byte/", "/\\xFF/", "words:1", "width:<0", "caption~/w$/"}) {
            RowQuery query;
            query.filter = parsed(filter);
            query.sort.column = SortColumn::Text;
            QVERIFY(rowOrder(*m_database, dataset, query, {}, {}));
            QVERIFY(facets(*m_database, dataset, query.filter, {}, {}));
        }
        const data::Dataset empty(Task::Caption, Split::Train, "", {}, data::SampleTable());
        QVERIFY(rowOrder(*m_database, empty, {}, {}, {})->rows.empty());
        QVERIFY(facets(*m_database, empty, {}, {}, {}));
    }
};

QTEST_GUILESS_MAIN(TestRowOrder)
#include "tst_row_order.moc"
