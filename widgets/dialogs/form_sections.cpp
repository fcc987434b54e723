// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/form_sections.h"

#include <QCoreApplication>
#include <QHash>

namespace fulcrum::dialogs {

namespace {

struct SectionTexts
{
    Q_DECLARE_TR_FUNCTIONS(FormSections)
};

struct Published
{
    const char* field;
    nlohmann::json value; ///< the published one
};

const std::vector<Published>& published()
{
    static const std::vector<Published> table {{"ranking", "last-gain"}, {"mask", "head"}, {"front_insertion", true}, {"gate", "4.32"},
        {"official_batch_mask", true}, {"cider_references", "candidate"}};
    return table;
}

} // namespace

FormSection sectionOf(const std::string& kind, const jobs::Field& field)
{
    if (field.advanced)
        return FormSection::Advanced;
    static const QHash<QString, FormSection> places = [] {
        QHash<QString, FormSection> map;
        const auto put = [&map](FormSection section, const char* names) {
            for (const QString& name : QString::fromLatin1(names).split(u' '))
                map.insert(name, section);
        };
        put(FormSection::Data,
            "task splits parts anchors pool outside_anchors dm_runs score_threshold train_ratio queries query_selection query_ids");
        put(FormSection::Model,
            "encoder lvlm prompt_template device threads scorer train_runs checkpoint width heads layers adapter normalize query_image query_text icd_image icd_text");
        put(FormSection::Output, "name note seed");
        return map;
    }();
    // An evaluation needs its D_M runs for the pool of its demonstrations, a training as its data.
    if (kind == "eval" && field.name == "dm_runs")
        return FormSection::Model;
    return places.value(QString::fromStdString(field.name), FormSection::Search);
}

QString sectionText(const std::string& kind, FormSection section)
{
    switch (section) {
    case FormSection::Data: return SectionTexts::tr("Data");
    case FormSection::Model: return SectionTexts::tr("Model");
    case FormSection::Search:
        return kind == "train" ? SectionTexts::tr("Training") : kind == "eval" ? SectionTexts::tr("Strategies")
            : SectionTexts::tr("Search");
    case FormSection::Output: return SectionTexts::tr("Output");
    case FormSection::Advanced: return SectionTexts::tr("Advanced");
    }
    return {};
}

QString parityNote(const std::string& field)
{
    if (field == "ranking")
        return SectionTexts::tr("The published code keeps the beams with the largest gain of the last step; the corrected one those with the best "
                                "likelihood. Affects results.");
    if (field == "mask")
        return SectionTexts::tr("The published code scores every token but the last join; the corrected one the tokens of the answer. Affects results.");
    if (field == "front_insertion")
        return SectionTexts::tr("The published code stores a new demonstration in front of the others even where it was scored next to the query. "
                                "Affects results.");
    if (field == "gate")
        return SectionTexts::tr("What a token attends to that sees no image: transformers 4.32 differs from the current version. Affects results.");
    if (field == "cider_references")
        return SectionTexts::tr("The published code scores a caption against the references of the demonstration that was tried, the corrected one against "
                                "those of the query. Affects results.");
    if (field == "official_batch_mask")
        return SectionTexts::tr("The published code blocks an item for a whole batch once any query has chosen it, so that a result depends on its "
                                "neighbours. Affects results.");
    return {};
}

bool isAsPublished(const std::string& field, const nlohmann::json& value)
{
    for (const Published& one : published())
        if (field == one.field)
            return value == one.value;
    return false;
}

QString fieldHelp(const std::string& field, const nlohmann::json& value)
{
    if (field == "construct_order")
        return value == "right" ? SectionTexts::tr("1st choice · 2nd choice → query   (a new one stands next to the query)")
                                : SectionTexts::tr("2nd choice · 1st choice → query   (a new one stands in front)");
    if (field == "order" && value.is_string() && value.get<std::string>().starts_with("most-similar"))
        return value == "most-similar-last" ? SectionTexts::tr("least similar · … · most similar → query   (as published)")
                                            : SectionTexts::tr("most similar · … · least similar → query");
    if (field == "prompt_template")
        return SectionTexts::tr("An instruction if you like, then <image>, and words around <Q> (VQA) and <A>, which is last. The model's own "
                                "tokens around images and at the ends are added.");
    if (field == "learning_rate")
        return SectionTexts::tr("Rises for the warm-up, then falls along a cosine");
    return {};
}

} // namespace fulcrum::dialogs
