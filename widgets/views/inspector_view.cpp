// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/inspector_view.h"

#include "core/store/workspace_repository.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"
#include "widgets/views/picture_view.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

void clearLayout(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        if (item->layout())
            clearLayout(item->layout());
        delete item;
    }
}

QLabel* selectable(QLabel* label)
{
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

InspectorView::InspectorView(bridge::ProjectSession* session, bridge::WorkspaceState* state, bridge::SampleBrowser* browser,
    bridge::WorkspaceEdits* edits, bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_state(state), m_browser(browser), m_edits(edits), m_actions(actions),
      m_tags(&session->worker()),
      m_picture(new PictureView(thumbnails)), m_content(new QWidget), m_details(new QVBoxLayout),
      m_scroll(new QScrollArea), m_message(new MessageCard)
{
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    m_picture->setMinimumHeight(180);
    m_picture->setMaximumHeight(320);
    column->addWidget(m_picture, 1);
    m_details->setSpacing(12);
    column->addLayout(m_details);
    column->addStretch();
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_content->setBackgroundRole(QPalette::Base);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    paintAsPage(this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_scroll);
    whole->addWidget(m_message);
    setMinimumWidth(240);
    connect(state, &bridge::WorkspaceState::selectionChanged, this, &InspectorView::refresh);
    connect(state, &bridge::WorkspaceState::currentQueryChanged, this, &InspectorView::refresh);
    connect(state, &bridge::WorkspaceState::truthHiddenChanged, this, &InspectorView::showAgain);
    connect(browser, &bridge::SampleBrowser::rowsChanged, this, &InspectorView::showAgain); // other words to mark
    connect(edits, &bridge::WorkspaceEdits::tagsChanged, this, [this](data::Task task, data::Split split) {
        if (m_shown && m_shown->task == task && m_shown->split == split)
            loadTags(*m_shown);
    });
    connect(session, &bridge::ProjectSession::datasetsLoaded, this, &InspectorView::refresh);
    connect(session, &bridge::ProjectSession::closed, this, &InspectorView::refresh);
    refresh();
}

void InspectorView::refresh()
{
    std::optional<bridge::SampleRef> ref = m_state->selection().primary;
    if (!ref)
        ref = m_state->currentQuery();
    const auto dataset = ref ? m_session->dataset(ref->task, ref->split) : nullptr;
    const bool there = dataset && ref->index >= 0 && static_cast<std::size_t>(ref->index) < dataset->size();
    m_scroll->setVisible(there);
    m_message->setVisible(!there);
    if (!there) {
        m_shown.reset();
        m_message->show(QStringLiteral("inspector"), tr("Nothing selected"),
            tr("Select a sample to see its picture and all of its texts."));
        return;
    }
    if (m_shown == ref && m_shownId == dataset->id(static_cast<std::size_t>(ref->index)))
        return; // another version of the data may have another sample at this place
    m_shown = ref;
    show(*ref, (*dataset)[static_cast<std::size_t>(ref->index)], *dataset);
}

void InspectorView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showAgain(); // marks have the theme's colour
}

void InspectorView::showAgain()
{
    m_shown.reset();
    refresh();
}

/// Rich text in which what the filter found stands on a colour.
QString InspectorView::marked(const std::string& text, data::Field where) const
{
    const QString plain = QString::fromStdString(text).simplified();
    const QColor color = theme::markColor(palette());
    QString rich;
    int done = 0;
    for (const auto& range : delegates::marksIn(plain, m_browser->highlighter(), where, color).ranges) {
        rich += plain.mid(done, range.begin - done).toHtmlEscaped();
        rich += QStringLiteral("<span style=\"background-color:%1\">%2</span>")
                    .arg(color.name(), plain.mid(range.begin, range.length).toHtmlEscaped());
        done = range.begin + range.length;
    }
    return rich + plain.mid(done).toHtmlEscaped();
}

void InspectorView::show(const bridge::SampleRef& ref, const data::Sample& sample, const data::Dataset& dataset)
{
    m_shownId = sample.id;
    clearLayout(m_details);
    m_picture->setPath(bridge::fromPath(dataset.imagePath(sample)));
    m_picture->setAccessibleName(tr("Picture of sample %1").arg(sample.id));
    const bool hidden = m_state->isTruthHidden(ref);
    if (ref.task == data::Task::Vqa)
        addQuestion(sample, hidden);
    else
        addCaptions(sample, hidden);
    addTags(ref);
    addFacts(ref, sample);
    addSimilar();
    loadTags(ref);
}

void InspectorView::addHiddenNote()
{
    auto* note = theme::label(tr("Hidden until you reveal it (R)."), theme::Text::Body, nullptr, true);
    theme::makeSecondary(note);
    m_details->addWidget(note);
}

void InspectorView::addCaptions(const data::Sample& sample, bool hidden)
{
    m_details->addWidget(theme::label(tr("Captions"), theme::Text::Heading));
    if (hidden)
        return addHiddenNote();
    bool first = true;
    for (const std::string& caption : sample.captions) {
        auto* label = selectable(theme::label(marked(caption, data::Field::Caption), theme::Text::Body, nullptr, true));
        if (!first)
            theme::makeSecondary(label);
        else
            label->setToolTip(tr("This caption is the one that a demonstration shows"));
        first = false;
        m_details->addWidget(label);
    }
}

void InspectorView::addQuestion(const data::Sample& sample, bool hidden)
{
    m_details->addWidget(selectable(
        theme::label(marked(sample.question, data::Field::Question), theme::Text::Heading, nullptr, true)));
    if (hidden)
        return addHiddenNote();
    m_details->addWidget(selectable(theme::label(
        tr("Answer: %1").arg(marked(sample.answer, data::Field::Answer)), theme::Text::Body, nullptr, true)));
    QMap<QString, int> counts;
    for (const std::string& answer : sample.answers)
        ++counts[QString::fromStdString(answer)];
    QVector<QPair<int, QString>> sorted;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        sorted.append({-it.value(), it.key()});
    std::sort(sorted.begin(), sorted.end());
    auto* all = new QWidget;
    auto* flow = new FlowLayout(all, 6);
    for (const auto& [negative, answer] : sorted)
        flow->addWidget(makeChip(tr("%1 × %2").arg(answer).arg(-negative)));
    m_details->addWidget(theme::label(tr("All answers"), theme::Text::Small));
    m_details->addWidget(all);
}

void InspectorView::addFacts(const bridge::SampleRef& ref, const data::Sample& sample)
{
    m_details->addWidget(makeLine(Qt::Horizontal));
    auto* facts = new QWidget;
    auto* form = new QFormLayout(facts);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(4);
    const auto add = [form](const QString& name, const QString& value) {
        if (!value.isEmpty())
            form->addRow(theme::label(name, theme::Text::Small),
                selectable(theme::label(value, theme::Text::Body, nullptr, true)));
    };
    add(ref.task == data::Task::Vqa ? tr("Question id") : tr("Image id"), QString::number(sample.id));
    if (ref.task == data::Task::Vqa)
        add(tr("Image id"), QString::number(sample.imageId));
    add(tr("Position"), QString::number(sample.index));
    add(tr("Split"), ref.split == data::Split::Train ? tr("train (demonstrations)") : tr("validation (queries)"));
    add(tr("File"), QString::fromStdString(sample.imageFile));
    if (sample.width > 0)
        add(tr("Pixels"), QStringLiteral("%1 × %2").arg(sample.width).arg(sample.height));
    add(tr("Question type"), QString::fromStdString(sample.questionType));
    add(tr("Answer type"), QString::fromStdString(sample.answerType));
    const std::vector<std::int32_t>* uses = m_browser->facts().usedCounts({});
    const auto index = static_cast<std::size_t>(ref.index);
    if (uses && ref.split == m_state->split() && index < uses->size() && (*uses)[index] > 0)
        add(tr("Used as ICD"), tr("%n times", nullptr, (*uses)[index]));
    m_details->addWidget(facts);
}

void InspectorView::addTags(const bridge::SampleRef&)
{
    m_details->addWidget(theme::label(tr("Tags"), theme::Text::Small));
    m_tagRow = new QWidget;
    m_tagRow->hide();
    new FlowLayout(m_tagRow, 6);
    m_details->addWidget(m_tagRow);
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(tr("Add a tag"));
    edit->setAccessibleName(tr("Add a tag"));
    edit->setMaxLength(64);
    edit->setEnabled(m_session->project() && !m_session->project()->readOnly());
    connect(edit, &QLineEdit::returnPressed, this, [this, edit] {
        if (const QString tag = edit->text().simplified(); !tag.isEmpty())
            setTag(tag, true);
        edit->clear();
    });
    m_details->addWidget(edit);
}

void InspectorView::loadTags(const bridge::SampleRef& ref)
{
    m_tags.run(
        this,
        [project = m_session->project(), ref, id = m_shownId](std::stop_token) {
            return bridge::withDatabase(project, [ref, id](store::Database& database) -> Result<std::vector<std::string>> {
                return store::WorkspaceRepository(database).tags(ref.task, ref.split, id);
            });
        },
        [this, ref](const Result<std::vector<std::string>>& tags) {
            if (!tags || m_shown != ref || !m_tagRow)
                return;
            clearLayout(m_tagRow->layout());
            m_tagRow->setVisible(!tags->empty());
            for (const std::string& tag : *tags) {
                const QString name = QString::fromStdString(tag);
                auto* chip = new QToolButton;
                chip->setText(name + QStringLiteral("  ×"));
                chip->setToolTip(tr("Remove the tag “%1”").arg(name));
                connect(chip, &QToolButton::clicked, this, [this, name] { setTag(name, false); });
                m_tagRow->layout()->addWidget(chip);
            }
        });
}

void InspectorView::setTag(const QString& tag, bool on)
{
    if (const auto dataset = m_shown ? m_session->dataset(m_shown->task, m_shown->split) : nullptr)
        m_edits->setTag(*dataset, m_shown->index, tag, on);
}

void InspectorView::addSimilar()
{
    auto* row = new QWidget;
    auto* flow = new FlowLayout(row, 6);
    for (const char* name : {"data.similarImage", "data.similarText"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(m_actions->action(QString::fromLatin1(name)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        flow->addWidget(button);
    }
    m_details->addWidget(row);
}

} // namespace fulcrum::views
