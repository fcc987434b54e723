// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/filter_text.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

using data::Field;

struct FilterTexts
{
    Q_DECLARE_TR_FUNCTIONS(FilterTexts)
};

} // namespace

QString fieldTitle(Field field)
{
    switch (field) {
    case Field::Words: return FilterTexts::tr("Words");
    case Field::Text: return FilterTexts::tr("Regular expression");
    case Field::Caption: return FilterTexts::tr("Caption");
    case Field::Question: return FilterTexts::tr("Question");
    case Field::Answer: return FilterTexts::tr("Answer");
    case Field::File: return FilterTexts::tr("File");
    case Field::AnswerType: return FilterTexts::tr("Answer type");
    case Field::QuestionType: return FilterTexts::tr("Question type");
    case Field::Split: return FilterTexts::tr("Split");
    case Field::Tag: return FilterTexts::tr("Tag");
    case Field::Id: return FilterTexts::tr("Id");
    case Field::Image: return FilterTexts::tr("Image id");
    case Field::WordCount: return FilterTexts::tr("Number of words");
    case Field::Width: return FilterTexts::tr("Width");
    case Field::Height: return FilterTexts::tr("Height");
    case Field::CaptionCount: return FilterTexts::tr("Number of captions");
    case Field::AnswerCount: return FilterTexts::tr("Number of different answers");
    case Field::Agreement: return FilterTexts::tr("Agreement of the answers");
    case Field::UsedBy: return FilterTexts::tr("Used as ICD");
    case Field::Score: return FilterTexts::tr("Score of a run");
    case Field::Similar: return FilterTexts::tr("Similar to");
    case Field::Starred: return FilterTexts::tr("Starred");
    case Field::Untagged: return FilterTexts::tr("Without a tag");
    case Field::Missing: return FilterTexts::tr("Image file");
    }
    return {};
}

QString fieldHelp(Field field)
{
    switch (field) {
    case Field::Words: return FilterTexts::tr("All of these words stand in caption, question or answers; \"a phrase\", -without, begin*");
    case Field::Text: return FilterTexts::tr("A regular expression finds something in one of the texts");
    case Field::Caption: return FilterTexts::tr("One of the captions is this, or a regular expression finds something in it");
    case Field::Question: return FilterTexts::tr("The question is this, or a regular expression finds something in it");
    case Field::Answer: return FilterTexts::tr("The shown answer is this, or a regular expression finds something in it");
    case Field::File: return FilterTexts::tr("The name of the image file");
    case Field::AnswerType: return FilterTexts::tr("yes/no, number or other");
    case Field::QuestionType: return FilterTexts::tr("How the question begins, as VQAv2 sorts it");
    case Field::Split: return FilterTexts::tr("train or val");
    case Field::Tag: return FilterTexts::tr("Samples that carry this tag");
    case Field::Id: return FilterTexts::tr("Published ids: of images (captions) or questions (VQA)");
    case Field::Image: return FilterTexts::tr("Published ids of images");
    case Field::WordCount: return FilterTexts::tr("Words of the question, or of the first caption");
    case Field::Width: return FilterTexts::tr("Width of the image in pixels");
    case Field::Height: return FilterTexts::tr("Height of the image in pixels");
    case Field::CaptionCount: return FilterTexts::tr("How many captions the image has");
    case Field::AnswerCount: return FilterTexts::tr("How many different answers people gave");
    case Field::Agreement: return FilterTexts::tr("Share of the people who gave the shown answer, 0 to 1");
    case Field::UsedBy: return FilterTexts::tr("How often stored predictions used it as a demonstration");
    case Field::Score: return FilterTexts::tr("Score of the query in a stored evaluation");
    case Field::Similar: return FilterTexts::tr("Sorted by how much the images are like a text, or like another sample: #391895");
    case Field::Starred: return FilterTexts::tr("Samples with a star");
    case Field::Untagged: return FilterTexts::tr("Samples without any tag");
    case Field::Missing: return FilterTexts::tr("Samples whose image file is not there");
    }
    return {};
}

QString conditionText(const data::Condition& condition)
{
    data::Condition plain = condition;
    plain.negated = plain.disabled = false;
    return QString::fromStdString(data::formatCondition(plain));
}

QString conditionSentence(const data::Condition& condition)
{
    QString text = conditionText(condition);
    if (condition.negated)
        text = FilterTexts::tr("not %1").arg(text);
    return condition.disabled ? FilterTexts::tr("%1, switched off").arg(text) : text;
}

} // namespace fulcrum::bridge
