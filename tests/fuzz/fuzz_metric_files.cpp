// SPDX-License-Identifier: GPL-3.0-or-later
// Every reader of the metrics over every input, and the scores of what they accept.
#include "core/metrics/comparison.h"
#include "core/metrics/metric_files.h"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unordered_set>

using namespace fulcrum;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

template <class Value>
bool accepted(const Result<Value>& read)
{
    require(read.has_value() || (!read.error().what.empty() && !read.error().why.empty()));
    return read.has_value();
}

template <class Entry, class Id>
void requireDistinct(const std::vector<Entry>& entries, Id idOf)
{
    std::unordered_set<std::decay_t<decltype(idOf(entries.front()))>> seen;
    for (const Entry& entry : entries)
        require(seen.insert(idOf(entry)).second);
}

void checkCaptions(const Path& path)
{
    const auto references = metrics::readCaptionAnnotations(path);
    if (accepted(references)) {
        requireDistinct(*references, [](const metrics::CaptionReferenceSet& set) { return set.imageId; });
        accepted(metrics::CaptionReferences::build(*references, metrics::CaptionText::Raw, 1));
    }
    const auto results = metrics::readCaptionResults(path);
    if (accepted(results))
        requireDistinct(*results, [](const metrics::CaptionHypothesis& one) { return one.imageId; });
}

void checkVqa(const Path& path)
{
    const auto truths = metrics::readVqaAnnotations(path);
    if (accepted(truths)) {
        requireDistinct(*truths, [](const metrics::VqaGroundTruth& truth) { return truth.questionId; });
        for (const auto parity : {metrics::VqaParity::Official, metrics::VqaParity::LeverLm}) {
            const auto built = metrics::VqaReferences::build(*truths, parity, 1);
            if (!accepted(built))
                continue;
            std::vector<metrics::VqaPrediction> predictions;
            for (const metrics::VqaGroundTruth& truth : *truths)
                predictions.push_back({truth.questionId, truth.answers.front().answer});
            const auto scores = built->score(predictions, 1);
            require(accepted(scores) == !predictions.empty());
            require(!scores || (scores->overall >= 0 && scores->overall <= 1.0001));
        }
        accepted(metrics::checkVqaQuestions(path, path, *truths));
    }
    accepted(metrics::readVqaQuestions(path));
    accepted(metrics::readVqaResults(path));
}

void checkAnswers(const Path& path)
{
    const auto results = metrics::readAnswerResults(path);
    accepted(results);
    for (const auto& truths : {metrics::readVlIclAnswers(path), metrics::readSst2Labels(path)}) {
        if (!accepted(truths))
            continue;
        requireDistinct(*truths, [](const metrics::Answer& one) { return one.id; });
        const auto own = metrics::scoreExactMatch(*truths, *truths, false);
        require(accepted(own) == !truths->empty());
        accepted(metrics::scoreSst2(*truths, *truths));
        if (results) {
            accepted(metrics::scoreExactMatch(*truths, *results, true));
            accepted(metrics::scoreSst2(*truths, *results));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // A file in memory that readers can open by name.
    const int fd = ::memfd_create("fuzz", MFD_CLOEXEC);
    require(fd >= 0 && ::write(fd, data, size) == static_cast<ssize_t>(size));
    const Path path = fmt::format("/proc/self/fd/{}", fd);
    checkCaptions(path);
    checkVqa(path);
    checkAnswers(path);
    for (const auto metric : {metrics::ComparedMetric::Cider, metrics::ComparedMetric::Vqa, metrics::ComparedMetric::ExactMatch}) {
        metrics::CompareOptions options;
        options.metric = metric;
        options.bootstrap = {.resamples = 10, .threads = 1};
        accepted(metrics::compareResults({path, {}, path, path}, options));
    }
    ::close(fd);
    return 0;
}
