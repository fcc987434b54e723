// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"
#include "core/project/doctor_parts.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace fulcrum::project {
namespace {

constexpr std::int64_t kRowsAtOnce = 4096;

/// Files of a folder by name, without those that somebody is writing.
std::vector<Path> filesOf(const Path& folder, const char* extension)
{
    std::vector<Path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == extension)
            files.push_back(at->path());
    std::sort(files.begin(), files.end());
    return files;
}

const store::DatasetRecord* versionOf(const Examination& examination, const std::string& fingerprint)
{
    const auto found = std::find_if(examination.versions.begin(), examination.versions.end(),
        [&](const store::DatasetRecord& one) { return one.fingerprint == fingerprint; });
    return found == examination.versions.end() ? nullptr : &*found;
}

bool equal(const data::Sample& a, const data::Sample& b)
{
    return a.id == b.id && a.imageId == b.imageId && a.imageFile == b.imageFile && a.width == b.width && a.height == b.height
        && a.captions == b.captions && a.question == b.question && a.answer == b.answer && a.answers == b.answers
        && a.answerType == b.answerType && a.questionType == b.questionType;
}

/// Whether a table holds what the database does.
Result<bool> isFaithful(const Examination& examination, const store::DatasetRecord& record, const data::SampleTable& table)
{
    store::SampleRepository repository(examination.database);
    for (std::int64_t at = 0; at < record.samples; at += kRowsAtOnce) {
        FULCRUM_CHECK(examination.at(static_cast<double>(at) / static_cast<double>(record.samples),
            fmt::format("comparing samples ({})", nameOf(record))));
        FULCRUM_TRY(const std::vector<data::Sample> rows,
            repository.range(record.task, record.split, at, kRowsAtOnce, record.fingerprint));
        for (const data::Sample& row : rows)
            if (!equal(row, table.sample(static_cast<std::size_t>(row.index))))
                return false;
    }
    return true;
}

Result<void> examineTables(Examination& examination)
{
    Tally damaged, unknown;
    const std::vector<Path> files = filesOf(examination.project.sampleTableFile({}).parent_path(), ".samples");
    for (const Path& file : files) {
        const std::string name = file.filename().string();
        const store::DatasetRecord* const record = versionOf(examination, file.stem().string());
        if (record == nullptr) {
            unknown.add(name);
            continue;
        }
        const auto table = data::SampleTable::open(file, record->fingerprint);
        bool good = table && static_cast<std::int64_t>(table->size()) == record->samples;
        if (good && examination.options.deep) {
            FULCRUM_TRY(good, isFaithful(examination, *record, *table));
        }
        if (!good)
            damaged.add(fmt::format("{}: {}", name, table ? std::string("its samples are not those of the database") : table.error().why));
    }
    const std::string subject = "sample tables";
    examination.tell(Level::Warning, subject, fmt::format("{} are damaged", damaged.count),
        "delete them: they are made again from the database", damaged);
    examination.tell(Level::Warning, subject, fmt::format("{} belong to no data set", unknown.count),
        "left over from an import that was killed; they can be deleted", unknown);
    if (damaged.count + unknown.count == 0)
        examination.ok(subject, fmt::format("{} files", files.size()));
    return {};
}

/// What is wrong with a table of embeddings of this version; empty when all is well. A row of NaN is a sample that could not be embedded:
/// it is counted.
std::string wrongWith(const SafetensorsFile& file, const store::DatasetRecord& record, bool deep, std::size_t& withoutEmbedding)
{
    const TensorView* const tensor = file.find("embeddings");
    if (tensor == nullptr || (tensor->type != DType::F32 && tensor->type != DType::F16) || tensor->shape.size() != 2)
        return "there is no F32 or F16 matrix \"embeddings\" in it";
    if (tensor->shape[0] != record.samples)
        return fmt::format("it has {} rows for {} samples", tensor->shape[0], record.samples);
    if (!deep)
        return {};
    const auto values = file.floats("embeddings");
    const auto width = static_cast<std::size_t>(tensor->shape[1]);
    for (std::size_t begin = 0; values && begin < values->size(); begin += width) {
        const auto row = std::span(*values).subspan(begin, width);
        const bool missing = std::ranges::all_of(row, [](float value) { return std::isnan(value); });
        if (!missing && !std::ranges::all_of(row, [](float value) { return std::isfinite(value); }))
            return "it has values that are not numbers";
        withoutEmbedding += missing ? 1 : 0;
    }
    return values ? std::string() : values.error().why;
}

Result<void> examineEmbeddings(Examination& examination)
{
    Tally damaged, unknown, incomplete;
    const std::vector<Path> files = filesOf(examination.project.embeddingsFolder(), ".safetensors");
    for (std::size_t i = 0; i < files.size(); ++i) {
        FULCRUM_CHECK(examination.at(static_cast<double>(i) / static_cast<double>(files.size()), "looking at embeddings"));
        const std::string name = files[i].filename().string();
        const auto file = SafetensorsFile::open(files[i]);
        if (!file) {
            damaged.add(fmt::format("{}: {}", name, file.error().why));
            continue;
        }
        const auto dataset = file->metadata().find("dataset");
        const store::DatasetRecord* const record
            = dataset == file->metadata().end() ? nullptr : versionOf(examination, dataset->second);
        if (record == nullptr) {
            unknown.add(name);
            continue;
        }
        std::size_t withoutEmbedding = 0;
        if (const std::string wrong = wrongWith(*file, *record, examination.options.deep, withoutEmbedding); !wrong.empty())
            damaged.add(fmt::format("{}: {}", name, wrong));
        else if (withoutEmbedding > 0 && name.find("-length-") == std::string::npos) // those say the same as their table
            incomplete.add(fmt::format("{}: {} of {} samples", name, withoutEmbedding, record->samples));
    }
    const std::string subject = "embeddings";
    examination.tell(Level::Warning, subject, fmt::format("{} tables are damaged", damaged.count), "delete them and embed again", damaged);
    examination.tell(Level::Warning, subject, fmt::format("{} tables belong to no data set of this project", unknown.count),
        "they can be deleted", unknown);
    examination.tell(Level::Warning, subject, fmt::format("{} tables have samples without embedding", incomplete.count),
        "mend the images and resume the embed run with --retry-failed", incomplete);
    if (damaged.count + unknown.count + incomplete.count == 0)
        examination.ok(subject, fmt::format("{} tables", files.size()));
    return {};
}

} // namespace

Result<void> examineFiles(Examination& examination)
{
    FULCRUM_CHECK(examineTables(examination));
    return examineEmbeddings(examination);
}

} // namespace fulcrum::project
