// SPDX-License-Identifier: GPL-3.0-or-later
// `bench thumbnails`: file to thumbnail, and out of the disk cache, against what libjpeg-turbo needs to decode.
#include "app/cli/bench_input.h"
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/base/rng.h"
#include "core/image/decode.h"
#include "core/image/jpeg_writer.h"
#include "core/image/thumbnail_cache.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <fmt/format.h>
#include <jpeglib.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

constexpr int kRepeats = 3;
constexpr int kWidth = 640, kHeight = 480, kQuality = 92;

struct Options
{
    int images = 400, edge = 160;
    std::string folder;
};

struct Input
{
    std::vector<Path> files;
    std::vector<std::string> bytes; ///< of each file, for the limit
    Path scratch;
    bool generated = false;
};

/// Noise of all sizes from `coarsest` pixels down to `finest`: the spectrum of photographs, roughly.
std::vector<float> noise(Rng& rng, int coarsest, int finest, float contrast)
{
    std::vector<float> plane(std::size_t{kWidth} * kHeight, 0.0F);
    for (int cell = coarsest; cell >= finest; cell /= 2) {
        const int columns = kWidth / cell + 2;
        std::vector<float> grid(static_cast<std::size_t>(columns * (kHeight / cell + 2)));
        for (float& value : grid)
            value = contrast * std::pow(static_cast<float>(cell), 0.6F) * static_cast<float>(rng.uniform(-1, 1));
        float* to = plane.data();
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const float* at = grid.data() + (y / cell) * columns + x / cell;
                const float u = static_cast<float>(x % cell) / static_cast<float>(cell);
                const float v = static_cast<float>(y % cell) / static_cast<float>(cell);
                *to++ += (1 - v) * ((1 - u) * at[0] + u * at[1]) + v * ((1 - u) * at[columns] + u * at[columns + 1]);
            }
    }
    return plane;
}

image::Image photograph(std::uint64_t number)
{
    Rng rng(1, {3, number});
    const std::vector<float> light = noise(rng, 256, 1, 8.0F), red = noise(rng, 128, 16, 1.0F), blue = noise(rng, 128, 16, 1.0F);
    image::Image image{kWidth, kHeight, {}};
    image.rgb.reserve(light.size() * 3);
    for (std::size_t i = 0; i < light.size(); ++i)
        for (const float value : {light[i] + red[i], light[i] - 0.4F * (red[i] + blue[i]), light[i] + blue[i]})
            image.rgb.push_back(static_cast<std::uint8_t>(std::clamp(128.0F + value, 0.0F, 255.0F)));
    return image;
}

/// Calls `work` with every index below `count`, from several threads, until a stop is asked for; how many calls returned false.
int inParallel(std::size_t count, int threads, const std::stop_token& stop, const std::function<bool(std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    std::atomic<int> failed = 0;
    const auto loop = [&] {
        for (std::size_t i = next++; i < count && !stop.stop_requested(); i = next++)
            failed += work(i) ? 0 : 1;
    };
    {
        std::vector<std::jthread> others;
        for (int i = 1; i < threads; ++i)
            others.emplace_back(loop);
        loop();
    }
    return failed;
}

/// libjpeg as its example program uses it, into one row.
class PlainDecoder
{
public:
    PlainDecoder()
    {
        m_info.err = jpeg_std_error(&m_errors);
        m_info.client_data = this;
        m_errors.error_exit = [](j_common_ptr info) { std::longjmp(static_cast<PlainDecoder*>(info->client_data)->m_jump, 1); };
        m_errors.emit_message = [](j_common_ptr, int) {};
        jpeg_create_decompress(&m_info);
    }
    PlainDecoder(const PlainDecoder&) = delete;
    PlainDecoder& operator=(const PlainDecoder&) = delete;
    ~PlainDecoder() { jpeg_destroy_decompress(&m_info); }

    bool decode(std::string_view bytes, int edge)
    {
        if (setjmp(m_jump)) {
            jpeg_abort_decompress(&m_info);
            return false;
        }
        jpeg_mem_src(&m_info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        jpeg_read_header(&m_info, TRUE);
        m_info.scale_num = static_cast<unsigned>(
            image::jpegScale(static_cast<int>(std::max(m_info.image_width, m_info.image_height)), edge));
        m_info.scale_denom = 8;
        jpeg_start_decompress(&m_info);
        m_row.resize(std::size_t{m_info.output_width} * static_cast<std::size_t>(m_info.output_components));
        while (m_info.output_scanline < m_info.output_height) {
            JSAMPROW row = m_row.data();
            jpeg_read_scanlines(&m_info, &row, 1);
        }
        jpeg_finish_decompress(&m_info);
        return true;
    }

private:
    jpeg_decompress_struct m_info{};
    jpeg_error_mgr m_errors{};
    std::jmp_buf m_jump;
    std::vector<JSAMPLE> m_row;
};

Result<void> makeFiles(Input& input, int count, int threads, CliContext& context)
{
    input.generated = true;
    input.files.resize(static_cast<std::size_t>(count));
    const int failed = inParallel(input.files.size(), threads, context.stopToken(), [&](std::size_t i) {
        input.files[i] = input.scratch / fmt::format("{:06}.jpg", i);
        const auto bytes = image::encodeJpeg(photograph(i), kQuality);
        return bytes && writeFileAtomic(input.files[i], *bytes);
    });
    if (failed > 0)
        return fail(ErrorCode::Io, "cannot write the pictures", input.scratch.string(), "is the disk full?", "set TMPDIR");
    return {};
}

Result<void> findFiles(Input& input, const Options& options)
{
    std::error_code error;
    for (std::filesystem::directory_iterator entry(options.folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string suffix = entry->path().extension().string();
        if (suffix == ".jpg" || suffix == ".jpeg" || suffix == ".JPG")
            input.files.push_back(entry->path());
    }
    if (error)
        return fail(ErrorCode::Io, "cannot list folder", options.folder, error.message());
    if (input.files.empty())
        return fail(ErrorCode::NotFound, "no pictures", options.folder, "it has no JPEG files");
    std::sort(input.files.begin(), input.files.end());
    input.files.resize(std::min(input.files.size(), static_cast<std::size_t>(options.images)));
    return {};
}

json timesOf(const std::vector<double>& seconds, std::size_t images)
{
    const double median = medianOf(seconds), count = static_cast<double>(images);
    return {{"seconds", seconds}, {"median_s", median}, {"images_per_s", count / median}, {"per_image_ms", 1000 * median / count}};
}

/// Files to thumbnails in turns with the limit, so that both see the same machine.
json measureDecoding(const Input& input, int edge, int threads, const std::stop_token& stop, int& failed)
{
    std::vector<double> seconds, limit;
    for (int i = 0; i < kRepeats; ++i) {
        limit.push_back(secondsOf([&] {
            inParallel(input.bytes.size(), threads, stop, [&](std::size_t k) {
                thread_local PlainDecoder decoder;
                return decoder.decode(input.bytes[k], edge);
            });
        }));
        seconds.push_back(secondsOf([&] {
            failed = inParallel(input.files.size(), threads, stop,
                [&](std::size_t k) { return image::readThumbnail(input.files[k], edge).has_value(); });
        }));
    }
    json out = timesOf(seconds, input.files.size());
    out["limit_s"] = medianOf(limit);
    out["ratio"] = medianOf(seconds) / std::max(medianOf(limit), 1e-9);
    return out;
}

/// What a view does that shows a picture for the first time.
bool view(image::ThumbnailCache& cache, const Path& file, int edge)
{
    const auto read = image::readImageFile(file);
    const auto thumbnail = read ? image::makeThumbnail(read->bytes, file.string(), edge) : fail(read.error());
    if (thumbnail)
        cache.store(image::ThumbnailCache::keyOf(file, read->stamp), edge, *thumbnail);
    return thumbnail.has_value();
}

bool viewAgain(image::ThumbnailCache& cache, const Path& file, int edge)
{
    const auto stamp = image::stampOf(file);
    return stamp && cache.find(image::ThumbnailCache::keyOf(file, *stamp), edge);
}

json measureCache(const Input& input, int edge, const std::stop_token& stop, json& document)
{
    std::vector<double> first, again;
    for (int i = 0; i < kRepeats; ++i) {
        image::ThumbnailCache cache(input.scratch / fmt::format("cache{}", i));
        const auto each = [&](bool (*look)(image::ThumbnailCache&, const Path&, int)) {
            return secondsOf([&] { inParallel(input.files.size(), 1, stop, [&](std::size_t k) { return look(cache, input.files[k], edge); }); });
        };
        first.push_back(each(view));
        again.push_back(each(viewAgain));
        cache.tidy();
        document["cache_bytes"] = cache.usedBytes();
    }
    document["first_view"] = timesOf(first, input.files.size());
    return timesOf(again, input.files.size());
}

Result<void> measure(Input& input, const Options& options, int threads, CliContext& context)
{
    FULCRUM_CHECK(options.folder.empty() ? makeFiles(input, options.images, threads, context) : findFiles(input, options));
    double bytes = 0;
    for (const Path& file : input.files) {
        auto read = image::readImageFile(file); // what cannot be read is counted as failed below
        input.bytes.push_back(read ? std::move(read->bytes) : std::string());
        bytes += static_cast<double>(input.bytes.back().size());
    }
    const int edge = image::thumbnailStep(options.edge);
    int failed = 0;
    json document{{"images", input.files.size()}, {"edge", edge}, {"threads", threads}, {"generated", input.generated},
        {"mean_bytes", bytes / static_cast<double>(input.files.size())}, {"start_rss_mib", peakRssMib()}};
    const std::stop_token stop = context.stopToken();
    document["decode"] = measureDecoding(input, edge, 1, stop, failed);
    document["decode_threads"] = measureDecoding(input, edge, threads, stop, failed);
    document["cached"] = measureCache(input, edge, stop, document);
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "stopped", "bench thumbnails");
    document["failed"] = failed;
    document["peak_rss_mib"] = peakRssMib();
    context.progress().finish();
    context.result(document, [&] { return document.dump(2); });
    return {};
}

Result<void> run(CliContext& context, const Options& options)
{
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    Input input;
    FULCRUM_TRY(input.scratch, makeBenchFolder());
    const Result<void> done = measure(input, options, context.threads > 0 ? context.threads : std::max(1, cores), context);
    std::error_code ignored;
    std::filesystem::remove_all(input.scratch, ignored);
    return done;
}

} // namespace

void addBenchThumbnailsCommand(CLI::App& app, CliContext& context)
{
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("thumbnails", "thumbnails of files and out of the disk cache, medians of three");
    bench->add_option("--images", options->images, "how many")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    bench->add_option("--edge", options->edge, "longer edge in pixels, rounded up to a size that is cached")
        ->check(CLI::Range(1, image::kLargestThumbnail))->capture_default_str();
    bench->add_option("--folder", options->folder, "JPEG files instead of made ones")->check(CLI::ExistingDirectory);
    bench->callback([&context, options] { context.setAction([&context, options] { return run(context, *options); }); });
}

} // namespace fulcrum::cli
