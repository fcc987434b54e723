// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/encoder_inputs.h"

#include "core/metrics/parallel.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <optional>

namespace fulcrum::lever {

namespace {

constexpr std::size_t kSamplesAtOnce = 64;

bool holdsWeights(const Path& file)
{
    const std::string ending = file.extension().string(), name = file.filename().string();
    constexpr std::array kEndings = {".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx"};
    return std::ranges::find(kEndings, ending) != kEndings.end() || name.ends_with(".index.json");
}

} // namespace

Result<EncoderInputs> EncoderInputs::open(const Path& folder, std::shared_ptr<const data::Dataset> dataset,
    std::vector<std::int64_t> pool, SeenParts parts, int textLength, int threads)
{
    EncoderInputs made;
    FULCRUM_TRY(made.m_input, icl::EncoderInput::load(folder));
    made.m_textLength = static_cast<std::size_t>(std::max(2, textLength));
    made.m_dataset = std::move(dataset);
    made.m_pool = std::move(pool);
    made.m_parts = parts;
    made.m_threads = static_cast<unsigned>(std::max(0, threads));
    return made;
}

Result<model::LeverInputs> EncoderInputs::inputs(std::span<const std::int64_t> samples, bool image, bool text) const
{
    model::LeverInputs made;
    made.rows = samples.size();
    const auto at = [&](std::size_t i) { return (*m_dataset)[static_cast<std::size_t>(samples[i])]; };
    for (std::size_t i = 0; text && i < samples.size(); ++i)
        made.texts.push_back(m_input->tokens(icl::embeddedText(at(i), m_dataset->task()), m_textLength));
    if (!image)
        return made;
    made.images.resize(samples.size());
    std::vector<std::optional<Error>> failures(samples.size());
    metrics::forEachPart(samples.size(), m_threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            Result<model::Pixels> pixels = m_input->pixels(*m_dataset, at(i));
            if (pixels)
                made.images[i] = std::move(*pixels);
            else
                failures[i] = pixels.error();
        }
    }, 4);
    for (std::size_t i = 0; i < failures.size(); ++i)
        if (failures[i])
            return fail(failures[i]->within(fmt::format("sample {}", m_dataset->id(static_cast<std::size_t>(samples[i])))));
    return made;
}

Result<model::LeverRawBatch> EncoderInputs::batch(const std::vector<Record>& records, const std::vector<std::size_t>& rows) const
{
    model::LeverRawBatch made;
    std::map<std::int64_t, int> queryRow;
    std::map<int, int> itemRow;
    std::vector<std::int64_t> queries, items;
    for (const std::size_t row : rows) {
        const Record& record = records[row];
        const auto [query, newQuery] = queryRow.emplace(record.anchor, static_cast<int>(queries.size()));
        if (newQuery)
            queries.push_back(record.anchor);
        made.queryOf.push_back(query->second);
        for (const int item : record.items)
            if (itemRow.emplace(item, static_cast<int>(items.size())).second) {
                items.push_back(m_pool[static_cast<std::size_t>(item)]);
                made.itemIds.push_back(item);
            }
        made.sequences.push_back(record.items);
    }
    FULCRUM_TRY(made.queries, inputs(queries, m_parts.queryImage, m_parts.queryText));
    FULCRUM_TRY(made.items, inputs(items, m_parts.icdImage, m_parts.icdText));
    return made;
}

Result<icl::FeatureTables> EncoderInputs::embed(
    model::LeverModel& model, std::span<const std::int64_t> samples, bool image, bool text, std::stop_token stop) const
{
    const auto width = static_cast<std::size_t>(model.config().projection), all = m_dataset->size() * width;
    auto made = std::make_shared<model::LeverEncoded>();
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    made->image.assign(image ? all : 0, kNone);
    made->text.assign(text ? all : 0, kNone);
    for (std::size_t first = 0; first < samples.size() && (image || text); first += kSamplesAtOnce) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped while embedding");
        const auto some = samples.subspan(first, std::min(kSamplesAtOnce, samples.size() - first));
        FULCRUM_TRY(const model::LeverInputs fed, inputs(some, image, text));
        FULCRUM_TRY(const model::LeverEncoded encoded, model.encode(fed, image, text));
        for (std::size_t i = 0; i < some.size(); ++i)
            for (const auto& [from, to] : {std::pair(&encoded.image, &made->image), std::pair(&encoded.text, &made->text)})
                if (!from->empty())
                    std::copy_n(from->begin() + static_cast<std::ptrdiff_t>(i * width), width,
                        to->begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(some[i]) * width));
    }
    icl::FeatureTables tables;
    for (const auto& [values, matrix] : {std::pair(&made->image, &tables.image), std::pair(&made->text, &tables.text)})
        if (!values->empty()) {
            matrix->values = *values;
            matrix->dimensions = width;
        }
    tables.owner = std::move(made);
    return tables;
}

Result<void> copyEncoderFiles(const Path& from, const Path& to)
{
    std::error_code failed;
    std::filesystem::create_directories(to, failed);
    std::filesystem::directory_iterator entry(failed ? Path() : from, failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed))
        if (entry->is_regular_file(failed) && !failed && !holdsWeights(entry->path()))
            std::filesystem::copy_file(entry->path(), to / entry->path().filename(), failed);
    if (failed)
        return fail(ErrorCode::Io, "cannot save the encoder", to.string(), failed.message());
    return {};
}

Result<void> saveEncoderFolder(model::LeverModel& model, const Path& from, const Path& to)
{
    const Path fresh = to.string() + ".new";
    std::error_code failed;
    std::filesystem::remove_all(fresh, failed);
    FULCRUM_CHECK(copyEncoderFiles(from, fresh));
    FULCRUM_CHECK(model.saveEncoder(fresh));
    std::filesystem::remove_all(to, failed);
    std::filesystem::rename(fresh, to, failed);
    if (failed)
        return fail(ErrorCode::Io, "cannot save the encoder", to.string(), failed.message());
    return {};
}

std::string trainedEncoderParam(const std::string& checkpoint) { return "encoder_hash/" + checkpoint; }

std::string embedCommand(data::Task task, const Path& encoderFolder)
{
    return fmt::format("fulcrum-cli embed --task {} --encoder '{}'", data::taskName(task), encoderFolder.string());
}

} // namespace fulcrum::lever
