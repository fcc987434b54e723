// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_input.h"

#include "core/base/rng.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace fulcrum::cli {
namespace {

constexpr int kImages = 118'287, kQuestions = 443'757; // the releases'
constexpr std::array kSubjects{"man", "woman", "dog", "cat", "bus", "train", "bird", "child", "horse", "giraffe",
    "skateboarder", "zebra", "player", "cow", "elephant", "chef"};
constexpr std::array kActions{"riding", "holding", "looking at", "standing next to", "sitting on", "walking past",
    "eating", "playing with", "jumping over", "waiting for"};
constexpr std::array kThings{"a red bicycle", "the wooden table", "a large pizza", "some old luggage", "a tennis racket",
    "the kitchen sink", "a snowy hill", "the beach", "a traffic light", "an umbrella", "a laptop computer", "the field"};
constexpr std::array kAnswers{"yes", "no", "2", "white", "red", "tennis", "right", "on table", "skateboarding", "blue"};

template <class Words>
const char* one(Rng& rng, const Words& words)
{
    return words[rng.below(words.size())];
}

/// Template English, every twentieth sentence with a word of a long tail.
std::string sentence(Rng& rng)
{
    std::string text = fmt::format("A {} is {} {} near a {}", one(rng, kSubjects), one(rng, kActions), one(rng, kThings),
        one(rng, kSubjects));
    if (rng.below(20) == 0)
        text += fmt::format(" called w{}", rng.below(200'000));
    return text + ".";
}

void writeCaptions(const Path& file, int images)
{
    Rng rng(1, {1});
    std::ofstream out(file, std::ios::binary);
    out << R"({"info": {"year": 2017}, "licenses": [], "images": [)";
    for (int i = 0; i < images; ++i)
        out << fmt::format(
            "{}{{\"license\": 3, \"file_name\": \"{:012}.jpg\", \"coco_url\": \"http://images.cocodataset.org/train2017/"
            "{:012}.jpg\", \"height\": 480, \"width\": 640, \"date_captured\": \"2013-11-14 11:18:45\", \"flickr_url\": "
            "\"http://farm9.staticflickr.com/8186/{:010}_d0cbc4ec6a_z.jpg\", \"id\": {}}}",
            i == 0 ? "" : ", ", i * 5 + 9, i * 5 + 9, i, i * 5 + 9);
    out << R"(], "annotations": [)";
    for (int i = 0; i < 5 * images; ++i)
        out << fmt::format("{}{{\"image_id\": {}, \"id\": {}, \"caption\": \"{}\"}}", i == 0 ? "" : ", ",
            (i % images) * 5 + 9, i + 37, sentence(rng));
    out << "]}";
}

std::string annotation(Rng& rng, int image, int question)
{
    const char* answer = one(rng, kAnswers);
    std::string answers;
    for (int i = 1; i <= 10; ++i)
        answers += fmt::format("{}{{\"answer\": \"{}\", \"answer_confidence\": \"{}\", \"answer_id\": {}}}",
            i == 1 ? "" : ", ", rng.below(3) == 0 ? one(rng, kAnswers) : answer, rng.below(2) == 0 ? "yes" : "maybe", i);
    return fmt::format("{{\"question_type\": \"what is the\", \"multiple_choice_answer\": \"{}\", \"answers\": [{}], "
                       "\"image_id\": {}, \"answer_type\": \"other\", \"question_id\": {}}}",
        answer, answers, image, question);
}

void writeVqa(const Path& questions, const Path& annotations, int count)
{
    Rng rng(1, {2});
    std::ofstream asked(questions, std::ios::binary), answered(annotations, std::ios::binary);
    asked << R"({"data_type": "mscoco", "data_subtype": "train2014", "questions": [)";
    answered << R"({"data_type": "mscoco", "data_subtype": "train2014", "annotations": [)";
    for (int i = 0; i < count; ++i) {
        const int image = (i / 5) * 7 + 9, question = image * 100 + i % 5;
        const char* comma = i == 0 ? "" : ", ";
        asked << fmt::format("{}{{\"image_id\": {}, \"question\": \"What is the {} {}?\", \"question_id\": {}}}", comma,
            image, one(rng, kSubjects), one(rng, kActions), question);
        answered << comma << annotation(rng, image, question);
    }
    asked << "]}";
    answered << "]}";
}

} // namespace

Result<Path> makeBenchFolder()
{
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "fulcrum-bench-XXXXXX").string();
    if (error || ::mkdtemp(pattern.data()) == nullptr)
        return fail(ErrorCode::Io, "cannot make a temporary folder", pattern, std::strerror(errno), "set TMPDIR");
    return Path(pattern);
}

Result<BenchInput> makeBenchInput(const BenchInput& given, double scale)
{
    BenchInput input = given;
    FULCRUM_TRY(input.folder, makeBenchFolder());
    if (!given.captions.empty() || !given.questions.empty())
        return input;
    input.generated = true;
    input.captions = input.folder / "captions_train.json";
    input.questions = input.folder / "questions_train.json";
    input.annotations = input.folder / "annotations_train.json";
    const auto scaled = [scale](int full) { return std::max(1, static_cast<int>(full * scale)); };
    writeCaptions(input.captions, scaled(kImages));
    writeVqa(input.questions, input.annotations, scaled(kQuestions));
    return input;
}

void removeBenchInput(const BenchInput& input)
{
    std::error_code ignored;
    if (!input.folder.empty())
        std::filesystem::remove_all(input.folder, ignored);
}

double secondsOf(const std::function<void()>& call)
{
    const auto begin = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

double peakRssMib()
{
    struct rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void dropFromCache(const Path& file)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fdatasync(fd); // pages that are not written yet cannot be dropped
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
}

Result<double> readBandwidth(const std::vector<Path>& files, bool cold)
{
    std::vector<char> buffer(1U << 20);
    double bytes = 0, seconds = 0;
    for (const Path& file : files) {
        if (cold)
            dropFromCache(file);
        const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return fail(ErrorCode::Io, "cannot read file", file.string(), std::strerror(errno));
        seconds += secondsOf([&] {
            for (ssize_t got = 1; got > 0; bytes += static_cast<double>(got))
                got = std::max<ssize_t>(::read(fd, buffer.data(), buffer.size()), 0);
        });
        ::close(fd);
    }
    return bytes / std::max(seconds, 1e-9);
}

nlohmann::json against(const std::vector<double>& seconds, double bytes, double bandwidth)
{
    const double median = medianOf(seconds), limit = bytes / std::max(bandwidth, 1.0);
    return {{"seconds", seconds}, {"median_s", median}, {"bytes", bytes}, {"limit_s", limit},
        {"ratio", limit > 0 ? nlohmann::json(median / limit) : nlohmann::json(nullptr)}};
}

} // namespace fulcrum::cli
