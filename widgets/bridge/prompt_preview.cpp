// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/prompt_preview.h"

#include "core/icl/lvlm_prompts.h"
#include "core/text/prompt_template.h"
#include "core/weights/model_folder.h"
#include "widgets/bridge/error_text.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct PreviewTexts
{
    Q_DECLARE_TR_FUNCTIONS(PromptPreview)
};

constexpr const char* kUsualFamily = "idefics";

/// The family that a folder's files tell; empty where they tell none that has a template.
std::string familyOf(const Path& folder)
{
    const auto report = folder.empty() ? Result<weights::FolderReport>(weights::FolderReport()) : weights::inspectFolder(folder);
    if (!report)
        return {};
    const std::string family = report->layout == weights::FolderReport::Layout::OpenFlamingo ? "open-flamingo" : report->modelType;
    return text::promptTemplate(family, data::Task::Caption) ? family : std::string();
}

int countOf(const text::PromptBuilder::Ids& ids) { return static_cast<int>(ids.size()); }

} // namespace

Result<PromptPreview> previewPrompt(const PromptRequest& request)
{
    if (!request.samples || request.samples->size() == 0)
        return fail(ErrorCode::NotFound, "there is no prompt to show", "train split", "the project has no sample of this task", {});
    const data::Task task = request.samples->task();
    const auto sampleAt = [&](std::int64_t index) {
        const auto size = static_cast<std::int64_t>(request.samples->size());
        return (*request.samples)[static_cast<std::size_t>(((index % size) + size) % size)];
    };
    const data::Sample demonstration = sampleAt(request.demonstration), query = sampleAt(request.query);
    PromptPreview preview;
    const std::string known = familyOf(request.lvlm), family = known.empty() ? kUsualFamily : known;
    FULCRUM_TRY(text::PromptTemplate published, text::promptTemplate(family, task));
    preview.family = QString::fromStdString(family);
    preview.published = QString::fromStdString(text::templateText(published));
    FULCRUM_TRY(text::PromptTemplate form, text::withTemplateText(std::move(published), request.templateText));
    const text::PromptBuilder texts = text::PromptBuilder::forTexts(std::move(form));
    preview.opening = QString::fromStdString(texts.openingText());
    preview.demonstration = QString::fromStdString(texts.demonstrationText(demonstration));
    preview.query = QString::fromStdString(texts.queryText(query));
    if (known.empty()) {
        preview.obstacle = PreviewTexts::tr("No model folder tells its tokens: shown as for IDEFICS.");
        return preview;
    }
    const auto builder = icl::makePromptBuilder(request.lvlm, task, family, request.templateText);
    if (!builder) {
        preview.obstacle = errorParagraph(builder.error());
        return preview;
    }
    preview.tokens = PromptPreview::Tokens {countOf(builder->opening()), countOf(builder->demonstration(demonstration)),
        countOf(builder->query(query)), builder->contextLength(query, text::ContextVariant::Paper, nullptr)};
    return preview;
}

} // namespace fulcrum::bridge
