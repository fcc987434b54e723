// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/doctor_parts.h"
#include "core/project/image_check.h"
#include "core/project/image_folder.h"

#include <map>
#include <sys/stat.h>

namespace fulcrum::project {
namespace {

constexpr std::size_t kReportEvery = 256;

/// What is wrong with the images of a data set.
struct ImageFindings
{
    std::size_t images = 0; ///< different names
    Tally missing, empty, undecodable, outside, twice, answerless;
};

enum class Verdict : std::uint8_t { Good, Missing, Empty, Undecodable };

/// Looks at each image of a folder once, whatever names it.
class ImageExaminer
{
public:
    ImageExaminer(const Path& folder, bool deep) : m_folder(folder), m_deep(deep) {}

    Verdict look(std::string_view name)
    {
        const auto [known, isNew] = m_known.try_emplace(std::string(name), Verdict::Good);
        if (isNew)
            known->second = lookNow(name);
        return known->second;
    }
    bool isOutside(std::string_view name) { return m_folder.isOutside(name); }
    /// Why an undecodable one is.
    std::string why(std::string_view name) const
    {
        const Result<void> checked = checkImageFile(m_folder.folder() / name);
        return fmt::format("{}: {}", name, checked ? std::string("it has changed") : checked.error().why);
    }

private:
    Verdict lookNow(std::string_view name)
    {
        if (!m_folder.has(name))
            return Verdict::Missing;
        const Path path = m_folder.folder() / name;
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0)
            return Verdict::Missing;
        if (status.st_size == 0)
            return Verdict::Empty;
        return !m_deep || checkImageFile(path) ? Verdict::Good : Verdict::Undecodable;
    }

    ImageFolder m_folder;
    const bool m_deep;
    std::unordered_map<std::string, Verdict> m_known;
};

Result<ImageFindings> lookAt(const Examination& examination, const data::Dataset& dataset, ImageExaminer& images)
{
    ImageFindings found;
    const std::string what = fmt::format("looking at images ({} {})", data::taskName(dataset.task()), data::splitName(dataset.split()));
    std::unordered_map<std::string_view, std::int64_t> imageOf; // name -> the first image id with it
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        if (i % kReportEvery == 0)
            FULCRUM_CHECK(examination.at(static_cast<double>(i) / static_cast<double>(dataset.size()), what));
        const data::SampleView sample = dataset.view(i);
        if (dataset.task() == data::Task::Vqa && sample.answers.empty())
            found.answerless.add(fmt::format("question {}", sample.id));
        const auto [known, isNew] = imageOf.try_emplace(sample.imageFile, sample.imageId);
        if (!isNew) {
            if (known->second != sample.imageId)
                found.twice.add(fmt::format("{}: images {} and {}", sample.imageFile, known->second, sample.imageId));
            continue;
        }
        switch (images.look(sample.imageFile)) {
        case Verdict::Missing: found.missing.add(sample.imageFile); continue;
        case Verdict::Empty: found.empty.add(sample.imageFile); break;
        case Verdict::Undecodable:
            found.undecodable.add(found.undecodable.count < Finding::kExamples ? images.why(sample.imageFile) : std::string());
            break;
        case Verdict::Good: break;
        }
        if (images.isOutside(sample.imageFile))
            found.outside.add(sample.imageFile);
    }
    found.images = imageOf.size();
    return found;
}

void tell(Examination& examination, const data::Dataset& dataset, const ImageFindings& found)
{
    const std::string subject = fmt::format("images ({} {})", data::taskName(dataset.task()), data::splitName(dataset.split()));
    const std::string folder = dataset.imageFolder().string();
    const std::size_t bad = found.missing.count + found.empty.count + found.undecodable.count;
    if (bad == 0)
        examination.ok(subject, fmt::format("{} samples, all {} images in {}", dataset.size(), found.images, folder));
    const Level level = bad == found.images ? Level::Error : Level::Warning;
    examination.tell(level, subject, fmt::format("{} of {} image files not found under {}", found.missing.count, found.images, folder),
        "copy them there, or name the right folder: project set --images-train DIR (--images-val, ...)", found.missing);
    examination.tell(level, subject, fmt::format("{} of {} image files are empty in {}", found.empty.count, found.images, folder),
        "copy or download them again", found.empty);
    examination.tell(level, subject, fmt::format("{} of {} images cannot be decoded in {}", found.undecodable.count, found.images, folder),
        "copy or download them again", found.undecodable);
    examination.tell(Level::Warning, subject, fmt::format("{} images are links that leave {}", found.outside.count, folder),
        "meant so? what they lead to can change without notice", found.outside);
    examination.tell(Level::Warning, subject, fmt::format("{} names are used by more than one image", found.twice.count), {}, found.twice);
    if (found.answerless.count == dataset.size())
        examination.ok(fmt::format("answers ({} {})", data::taskName(dataset.task()), data::splitName(dataset.split())),
            "questions of a test set: they have none");
    else
        examination.tell(Level::Warning, fmt::format("answers ({} {})", data::taskName(dataset.task()), data::splitName(dataset.split())),
            fmt::format("{} questions have no answers", found.answerless.count), {}, found.answerless);
}

} // namespace

Result<void> examineImages(Examination& examination)
{
    std::map<Path, ImageExaminer> folders; // captions and questions of a split have the same images
    for (const store::DatasetRecord& record : examination.versions) {
        if (!record.active)
            continue;
        FULCRUM_TRY(const auto dataset, examination.project.dataset(record.task, record.split));
        const Path& folder = dataset->imageFolder();
        ImageExaminer& images = folders.try_emplace(folder, folder, examination.options.deep).first->second;
        FULCRUM_TRY(const ImageFindings found, lookAt(examination, *dataset, images));
        tell(examination, *dataset, found);
    }
    return {};
}

} // namespace fulcrum::project
