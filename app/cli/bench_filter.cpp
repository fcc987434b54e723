// SPDX-License-Identifier: GPL-3.0-or-later
// The part of `bench search` that walks over the table of samples.
#include "app/cli/bench_filter.h"

#include "app/cli/bench_input.h"
#include "core/store/row_order.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using data::Task;
using store::SortColumn;

constexpr int kRepeats = 5;
constexpr unsigned kThreads = 2; // as the scan has

struct Case
{
    const char* name;
    const char* filter;
    SortColumn sort = SortColumn::Official;
};

const std::vector<Case>& filterCases(Task task)
{
    static const std::vector<Case> captions = {{"range", "words:9..11"}, {"two ranges", "words:>=10 width:>=640"},
        {"one of three", "(words:<9 | height:<400 | captions:>5)"}, {"not", "-words:9..11"}, {"words and range", "dog words:<12"},
        {"image", "is:missing"}, {"id", "id:391895"}};
    static const std::vector<Case> questions = {{"equal", "answer_type:yes/no"}, {"type and range", "answer_type:other words:5..8"},
        {"agreement", "agreement:<0.5"}, {"different answers", "answers:>=4"}, {"one of three", "(answer:cat | words:>9 | answers:1)"},
        {"not", "-answer:yes"}, {"words and range", "dog words:<9"}, {"image", "is:missing"}, {"id", "id:391895000"}};
    return task == Task::Caption ? captions : questions;
}

constexpr Case kPatterns[] = {{"two words", "/cat|dog/"}, {"beginning", "/^(a|what) /"}, {"end", "/field\\W*$/"},
    {"class", "/\\b\\w{12,}\\b/"}, {"repeated word", "/\\b(\\w+) \\1\\b/"}, {"not found", "/qqxq/"}};

const std::vector<Case>& sortCases(Task task)
{
    static const std::vector<Case> captions = {{"image id", "", SortColumn::ImageId}, {"file", "", SortColumn::File},
        {"text", "", SortColumn::Text}, {"words", "", SortColumn::Words}, {"pixels", "", SortColumn::Pixels}, {"tags", "", SortColumn::Tags}};
    static const std::vector<Case> questions = {{"image id", "", SortColumn::ImageId}, {"text", "", SortColumn::Text},
        {"answer", "", SortColumn::Answer}, {"question type", "", SortColumn::QuestionType}, {"words", "", SortColumn::Words}};
    return task == Task::Caption ? captions : questions;
}

constexpr const char* kFacetFilters[] = {"", "words:5..9", "dog"};

/// Bytes per second of reading memory, by as many threads as the scan has.
double memoryBandwidth()
{
    constexpr std::size_t kWords = std::size_t{32} << 20; // 256 MiB: more than any cache
    const std::vector<std::uint64_t> memory(kWords, 1);
    std::vector<double> seconds;
    std::array<std::uint64_t, kThreads> sums{};
    for (int i = 0; i < kRepeats; ++i)
        seconds.push_back(secondsOf([&] {
            std::vector<std::jthread> threads;
            for (unsigned part = 0; part < kThreads; ++part)
                threads.emplace_back([&, part] {
                    std::uint64_t sum = 0;
                    for (std::size_t at = kWords * part / kThreads; at < kWords * (part + 1) / kThreads; ++at)
                        sum += memory[at];
                    sums[part] = sum;
                });
        }));
    return sums[0] + sums[1] == kWords ? kWords * sizeof(std::uint64_t) / medianOf(seconds) : 0;
}

class FilterBench
{
public:
    FilterBench(store::Database& database, std::shared_ptr<const data::Dataset> dataset, double bytes, double bandwidth)
        : m_database(database), m_dataset(std::move(dataset)), m_bytes(bytes), m_bandwidth(bandwidth)
    {
    }

    Result<void> loadFacts()
    {
        store::FactsWanted wanted;
        wanted.tags = wanted.missing = true;
        FULCRUM_TRY(m_facts, store::loadFacts(m_database, *m_dataset, wanted, {}, {}));
        return {};
    }

    Result<void> rows(std::span<const Case> cases, json& document, const char* list, const char* slowest) const
    {
        for (const Case& one : cases) {
            FULCRUM_TRY(data::Filter filter, data::parseFilter(one.filter));
            const store::RowQuery query{std::move(filter), {one.sort, false, {}, {}}};
            std::size_t matches = 0;
            FULCRUM_TRY(json entry, measured([&]() -> Result<void> {
                FULCRUM_TRY(const store::RowOrder order, store::rowOrder(m_database, *m_dataset, query, m_facts, {}));
                matches = order.rows.size();
                return {};
            }));
            entry.update({{"name", one.name}, {"filter", one.filter}, {"matches", matches}});
            add(std::move(entry), document, list, slowest);
        }
        return {};
    }

    Result<void> facets(json& document) const
    {
        for (const char* text : kFacetFilters) {
            FULCRUM_TRY(const data::Filter filter, data::parseFilter(text));
            FULCRUM_TRY(json entry, measured([&]() -> Result<void> {
                FULCRUM_CHECK(store::facets(m_database, *m_dataset, filter, m_facts, {}));
                return {};
            }));
            entry["filter"] = text;
            add(std::move(entry), document, "facets", "facets_s");
        }
        return {};
    }

private:
    Result<json> measured(const std::function<Result<void>()>& work) const
    {
        std::vector<double> seconds;
        Result<void> done;
        for (int i = 0; i < kRepeats; ++i) {
            seconds.push_back(secondsOf([&] { done = work(); }));
            if (!done)
                return fail(done.error());
        }
        json entry = against(seconds, m_bytes, m_bandwidth);
        entry["task"] = data::taskName(m_dataset->task());
        return entry;
    }
    static void add(json entry, json& document, const char* list, const char* slowest)
    {
        document[slowest] = std::max(document.value(slowest, 0.0), entry["median_s"].get<double>());
        document[list].push_back(std::move(entry));
    }

    store::Database& m_database;
    std::shared_ptr<const data::Dataset> m_dataset;
    double m_bytes, m_bandwidth;
    store::SampleFacts m_facts;
};

} // namespace

Result<void> measureFilters(const project::Project& project, data::Task task, json& document)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(auto dataset, project.dataset(task, data::Split::Train));
    std::error_code error;
    const auto bytes = std::filesystem::file_size(project.sampleTableFile(dataset->fingerprint()), error);
    const double bandwidth = memoryBandwidth();
    document["memory_bytes_per_s"] = bandwidth;
    FilterBench bench(database, std::move(dataset), error ? 0 : static_cast<double>(bytes), bandwidth);
    FULCRUM_CHECK(bench.loadFacts());
    FULCRUM_CHECK(bench.rows(filterCases(task), document, "filters", "filter_s"));
    FULCRUM_CHECK(bench.rows(kPatterns, document, "filters", "pattern_s"));
    FULCRUM_CHECK(bench.rows(sortCases(task), document, "sorts", "sort_s"));
    return bench.facets(document);
}

} // namespace fulcrum::cli
