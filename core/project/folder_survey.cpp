// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/folder_survey.h"

#include "core/data/readers.h"
#include "core/project/doctor_parts.h"
#include "core/project/image_folder.h"
#include "core/project/model_folder.h"
#include "core/weights/model_folder.h"

#include <algorithm>
#include <set>

namespace fulcrum::project {
namespace {

constexpr int kDepth = 5;                 // COCO's own archives nest two deep
constexpr std::size_t kDirectories = 4000; // of a folder that is something else, a home directory say
constexpr std::size_t kManyImages = 24;   // from which a directory is one of images, and is not looked through
constexpr std::size_t kTried = 16;        // names by which the folder of a data set's images is told

constexpr data::Split kSplits[] = {data::Split::Train, data::Split::Validation};

std::size_t placeOf(data::Split split) { return split == data::Split::Train ? 0 : 1; }

std::string lower(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// "2017" of a name; 0 = none.
int yearOf(const Path& path)
{
    const std::string name = path.filename().string();
    for (std::size_t at = name.find("20"); at != std::string::npos; at = name.find("20", at + 1))
        if (name.size() >= at + 4 && std::isdigit(static_cast<unsigned char>(name[at + 2])) && std::isdigit(static_cast<unsigned char>(name[at + 3])))
            return std::stoi(name.substr(at, 4));
    return 0;
}

/// What lies in the folder, by name.
struct Contents
{
    using BySplit = std::vector<Path>[2];
    BySplit captions, questions, annotations;
    std::vector<Path> karpathy, imageFolders;
    std::vector<weights::FolderReport> models;
};

class Walk
{
public:
    Walk(const Path& folder, const ExamineOptions& options) : m_folder(folder), m_options(options) {}

    Result<Contents> look()
    {
        FULCRUM_CHECK(enter(m_folder, 0));
        for (auto* lists : {&m_found.captions, &m_found.questions, &m_found.annotations})
            for (std::vector<Path>& list : *lists)
                std::sort(list.begin(), list.end());
        std::sort(m_found.imageFolders.begin(), m_found.imageFolders.end());
        return std::move(m_found);
    }

private:
    Result<void> enter(const Path& directory, int depth)
    {
        if (m_options.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "the look at the folder was cancelled", m_folder.string());
        if (m_options.progress)
            m_options.progress(0, directory.string());
        std::error_code error;
        std::vector<Path> below;
        std::size_t images = 0;
        bool model = false;
        for (std::filesystem::directory_iterator entry(directory, std::filesystem::directory_options::skip_permission_denied, error), end;
             !error && entry != end && images < kManyImages; entry.increment(error)) {
            const std::string name = lower(entry->path().filename().string());
            std::error_code ignored;
            if (name.starts_with('.') || name.ends_with(".fulcrum"))
                continue;
            if (name.ends_with(".jpg") || name.ends_with(".jpeg") || name.ends_with(".png"))
                ++images;
            else if (name.ends_with(".json"))
                take(entry->path(), name);
            else if (entry->is_directory(ignored))
                below.push_back(entry->path());
            model = model || name == "config.json" || name == "checkpoint.pt";
        }
        if (images > 0)
            m_found.imageFolders.push_back(directory);
        if (model)
            if (auto report = weights::inspectFolder(directory); report && report->layout != weights::FolderReport::Layout::Nothing) {
                m_found.models.push_back(std::move(*report));
                return {};
            }
        if (images >= kManyImages || depth == kDepth)
            return {};
        std::sort(below.begin(), below.end());
        for (const Path& one : below)
            if (++m_directories <= kDirectories)
                FULCRUM_CHECK(enter(one, depth + 1));
        return {};
    }

    void take(const Path& file, const std::string& name)
    {
        if (name == "dataset_coco.json" || has(name, "karpathy")) {
            if (data::isKarpathy(file))
                m_found.karpathy.push_back(file);
            return;
        }
        const bool train = has(name, "train");
        if (!train && !has(name, "val"))
            return;
        const std::size_t split = train ? 0 : 1;
        if (has(name, "captions"))
            m_found.captions[split].push_back(file);
        else if (has(name, "questions") || name.starts_with("vqav2")) // the official code's file has both in one
            m_found.questions[split].push_back(file);
        else if (has(name, "annotations") && (name.starts_with("v2") || name.starts_with("vqa") || has(name, "mscoco")))
            m_found.annotations[split].push_back(file);
    }

    const Path m_folder;
    const ExamineOptions& m_options;
    Contents m_found;
    std::size_t m_directories = 0;
};

/// The newest release that both splits have; where there is none, the newest of each.
void choose(const std::vector<Path> (&found)[2], Path (&chosen)[2])
{
    std::set<int> years[2];
    for (std::size_t split = 0; split < 2; ++split)
        for (const Path& path : found[split])
            years[split].insert(yearOf(path));
    constexpr int kNone = -1;
    int both = kNone;
    for (const int year : years[0])
        if (years[1].contains(year))
            both = year;
    for (std::size_t split = 0; split < 2; ++split) {
        const int year = both != kNone ? both : years[split].empty() ? kNone : *years[split].rbegin();
        const auto one = std::find_if(found[split].begin(), found[split].end(), [&](const Path& path) { return yearOf(path) == year; });
        chosen[split] = one == found[split].end() ? Path() : *one;
    }
}

/// Works on what was found: chooses, reads, and says what it saw.
class Surveyor
{
public:
    Surveyor(const Path& folder, Contents contents, const ExamineOptions& options)
        : m_folder(folder), m_contents(std::move(contents)), m_options(options)
    {
        for (const Path& images : m_contents.imageFolders) {
            m_imageFolders.insert(images);
            m_imageFolders.insert(images.parent_path()); // Karpathy's names begin with "train2014/"
        }
    }

    Result<FolderSurvey> survey()
    {
        FULCRUM_CHECK(readCaptions());
        FULCRUM_CHECK(readVqa());
        lookAtModels();
        if (m_survey.config.tasks().empty())
            add(Level::Error, "data", "there is no task that both splits have files for",
                "choose the folder above, or name the files below: a project needs captions, or questions and answers, of train and validation");
        return std::move(m_survey);
    }

private:
    void add(Level level, std::string subject, std::string message, std::string hint = {})
    {
        m_survey.findings.push_back({level, std::move(subject), std::move(message), std::move(hint)});
    }
    std::string nameOf(const Path& path) const
    {
        const Path relative = path.lexically_relative(m_folder);
        return relative.empty() || *relative.begin() == ".." ? path.string() : relative.generic_string();
    }
    Result<void> at(double share, const std::string& what) const
    {
        if (m_options.progress)
            m_options.progress(share, what);
        if (m_options.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "the look at the folder was cancelled", m_folder.string());
        return {};
    }
    data::ReadOptions reading(double from, const Path& file) const
    {
        data::ReadOptions options;
        options.stop = m_options.stop;
        options.progress = [this, from, name = nameOf(file)](double share) { (void)at(from + share / 4, "reading " + name); };
        return options;
    }

    Result<void> readCaptions()
    {
        Path files[2];
        choose(m_contents.captions, files);
        const bool coco = !files[0].empty() && !files[1].empty();
        if (!coco && !m_contents.karpathy.empty())
            files[0] = files[1] = m_contents.karpathy.front();
        else if (!m_contents.karpathy.empty())
            add(Level::Ok, "Karpathy's split", nameOf(m_contents.karpathy.front()) + " is there too",
                "to use it instead, choose it as the captions of both splits");
        for (const data::Split split : kSplits) {
            const Path& file = files[placeOf(split)];
            const std::string subject = fmt::format("captions ({})", data::splitName(split));
            if (file.empty()) {
                add(Level::Warning, subject, "not found", "unpack annotations_trainval2017.zip of cocodataset.org here, or dataset_coco.json "
                                                          "of Karpathy's caption_datasets.zip; without captions there is no captioning task");
                continue;
            }
            const double from = split == data::Split::Train ? 0 : 0.25;
            FULCRUM_CHECK(at(from, "reading " + nameOf(file)));
            const bool karpathy = data::isKarpathy(file);
            const auto options = reading(from, file);
            auto read = karpathy ? data::readKarpathy(file, data::officialKarpathyParts(split), options) : data::readCocoCaptions(file, options);
            FULCRUM_TRY(const bool usable, tellRead(subject, file, read));
            if (!usable)
                continue;
            SplitFiles& stored = m_survey.config.files(split);
            stored.captions = file.string();
            stored.images = lookAtImages(fmt::format("images (caption {})", data::splitName(split)), *read).string();
        }
        return {};
    }

    /// Whether a file can be used; cancelling is an error.
    Result<bool> tellRead(const std::string& subject, const Path& file, const Result<data::ReadResult>& read)
    {
        if (m_options.stop.stop_requested()) // also where a small file was read before anybody asked
            return fail(ErrorCode::Cancelled, "the look at the folder was cancelled", m_folder.string());
        if (!read) {
            add(Level::Error, subject, fmt::format("{}: {} {}", nameOf(file), read.error().where, read.error().why),
                read.error().hint.empty() ? "download it again" : read.error().hint);
            return false;
        }
        add(Level::Ok, subject, fmt::format("{}: {} samples", nameOf(file), read->samples.size()));
        tellProblems(m_survey.findings, subject, read->problems);
        return true;
    }

    Result<void> readVqa()
    {
        Path questions[2], annotations[2];
        choose(m_contents.questions, questions);
        choose(m_contents.annotations, annotations);
        for (const data::Split split : kSplits) {
            const std::size_t place = placeOf(split);
            const std::string name = data::splitName(split), subject = fmt::format("VQAv2 ({})", name);
            const char* archive = split == data::Split::Train ? "Train" : "Val";
            const bool whole = lower(questions[place].filename().string()).starts_with("vqav2");
            if (questions[place].empty() || (annotations[place].empty() && !whole)) {
                add(Level::Warning, subject, questions[place].empty() && annotations[place].empty() ? "not found"
                        : questions[place].empty() ? "the answers are there, the questions are not"
                                                   : "the questions are there, the answers are not",
                    fmt::format("unpack v2_Questions_{0}_mscoco.zip and v2_Annotations_{0}_mscoco.zip of visualqa.org here; without both "
                                "there is no VQA task", archive));
                continue;
            }
            const Path answers = whole ? Path() : annotations[place];
            const double from = split == data::Split::Train ? 0.5 : 0.75;
            FULCRUM_CHECK(at(from, "reading " + nameOf(questions[place])));
            auto read = data::readVqa(questions[place], answers, reading(from, questions[place]));
            FULCRUM_TRY(const bool usable, tellRead(subject, questions[place], read));
            if (!usable)
                continue;
            SplitFiles& stored = m_survey.config.files(split);
            stored.vqaQuestions = questions[place].string();
            stored.vqaAnnotations = answers.string();
            nameImages(*read);
            const Path images = lookAtImages(fmt::format("images (vqa {})", name), *read);
            (stored.images.empty() ? stored.images : stored.vqaImages) = images.string();
            if (stored.vqaImages == stored.images)
                stored.vqaImages.clear();
        }
        return {};
    }

    /// By the pattern of the subset, or of the 2017 release where that lies here.
    void nameImages(data::ReadResult& read) const
    {
        const auto there = [this](const std::string& name) {
            return std::any_of(m_imageFolders.begin(), m_imageFolders.end(), [&](const Path& folder) {
                std::error_code ignored;
                return std::filesystem::exists(folder / name, ignored);
            });
        };
        std::string subtype = read.dataSubtype;
        const std::int64_t first = read.samples.front().imageId;
        if (!there(data::cocoImageName(first, subtype)) && there(data::cocoImageName(first, {})))
            subtype.clear();
        for (data::Sample& sample : read.samples)
            if (sample.imageFile.empty())
                sample.imageFile = data::cocoImageName(sample.imageId, subtype);
    }

    /// The folder that has most of the images, and what it lacks.
    Path lookAtImages(const std::string& subject, const data::ReadResult& read)
    {
        std::vector<std::string_view> names;
        for (const data::Sample& sample : read.samples)
            names.push_back(sample.imageFile);
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        Path best;
        std::size_t most = 0;
        for (const Path& folder : m_imageFolders) {
            std::size_t there = 0;
            std::error_code ignored;
            const std::size_t step = std::max<std::size_t>(1, names.size() / kTried);
            for (std::size_t i = 0; i < names.size(); i += step)
                there += std::filesystem::exists(folder / names[i], ignored) ? 1U : 0U;
            if (there > most) {
                most = there;
                best = folder;
            }
        }
        if (best.empty()) {
            add(Level::Error, subject, fmt::format("none of {} images, of {} first, is below the folder", names.size(), names.front()),
                "unpack the images here (train2014.zip, val2014.zip, train2017.zip, val2017.zip of cocodataset.org), or name their folder below");
            return {};
        }
        ImageFolder images(best);
        Tally missing;
        for (const std::string_view name : names)
            if (!images.has(name))
                missing.add(name);
        if (missing.count == 0)
            add(Level::Ok, subject, fmt::format("all {} images in {}", names.size(), nameOf(best)));
        else
            m_survey.findings.push_back({Level::Warning, subject, fmt::format("{} of {} images are not in {}", missing.count, names.size(), nameOf(best)),
                "copy them there; their samples work without picture until then", missing.count, missing.examples});
        return best;
    }

    void lookAtModels()
    {
        const auto isEncoder = [](const weights::FolderReport& report) { return has(lower(report.modelType), "clip"); };
        lookAtModel("encoder", "a CLIP folder as Hugging Face ships it, openai/clip-vit-large-patch14 say; without it there are no "
                               "embeddings, and so no similarity and no map", m_survey.config.encoder,
            [&](const weights::FolderReport& report) { return isEncoder(report); });
        lookAtModel("LVLM", "an IDEFICS or OpenFlamingo folder as its publisher ships it; without it nothing can be scored or generated, "
                            "everything else works", m_survey.config.lvlm,
            [&](const weights::FolderReport& report) { return !isEncoder(report) && report.layout != weights::FolderReport::Layout::LeverLm; });
    }

    template <class Fits>
    void lookAtModel(const std::string& role, const std::string& what, std::string& stored, const Fits& fits)
    {
        const std::string subject = "model folder (" + role + ")";
        const weights::FolderReport* chosen = nullptr;
        std::size_t others = 0;
        for (const weights::FolderReport& report : m_contents.models) {
            if (!fits(report))
                continue;
            others += chosen ? 1U : 0U;
            if (!chosen || (!chosen->problems.empty() && report.problems.empty()))
                chosen = &report;
        }
        if (!chosen)
            return add(Level::Warning, subject, "none below the folder", "name one below, or later with project set --encoder or --lvlm: " + what);
        if (const Result<void> usable = checkModelFolder(chosen->folder, role); !usable)
            return add(Level::Error, subject, fmt::format("{}: {}", nameOf(chosen->folder), usable.error().why), usable.error().hint);
        stored = chosen->folder.string();
        add(Level::Ok, subject, others == 0 ? fmt::format("{} ({})", nameOf(chosen->folder), chosen->modelType)
                                            : fmt::format("{} ({}); {} more are there", nameOf(chosen->folder), chosen->modelType, others));
    }

    const Path m_folder;
    const Contents m_contents;
    const ExamineOptions& m_options;
    std::set<Path> m_imageFolders;
    FolderSurvey m_survey;
};

} // namespace

Result<FolderSurvey> surveyFolder(const Path& folder, const ExamineOptions& options)
{
    std::error_code error;
    const Path canonical = std::filesystem::canonical(folder, error);
    if (error || !std::filesystem::is_directory(canonical, error))
        return fail(ErrorCode::NotFound, "cannot look at the folder", folder.string(), error ? error.message() : "it is not a folder",
            "choose the folder that the data lies in");
    FULCRUM_TRY(Contents contents, Walk(canonical, options).look());
    return Surveyor(canonical, std::move(contents), options).survey();
}

} // namespace fulcrum::project
