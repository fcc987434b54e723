// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/job_form_dialog.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

namespace fulcrum::dialogs {

namespace {

/// The task that a run worked for: its own, or that of the first run it was made from; empty where neither says.
std::string taskOf(const store::RunRecord& record, const bridge::JobMonitor& monitor)
{
    const nlohmann::json spec = nlohmann::json::parse(record.spec, nullptr, false);
    if (!spec.is_object())
        return {};
    if (const auto own = spec.find("task"); own != spec.end() && own->is_string())
        return own->get<std::string>();
    const auto made = spec.find("dm_runs");
    if (made == spec.end() || !made->is_array() || made->empty() || !made->front().is_number_integer())
        return {};
    const bridge::JobInfo* origin = monitor.find(made->front().get<store::RunId>());
    return origin && origin->record.kind == "dm" ? taskOf(origin->record, monitor) : std::string();
}

/// Which finished runs a RunList field can name: "dm_runs" those of kind "dm", "train_runs" those of "train"; of one task where
/// the form has one. The newest is preselected.
QVector<RunChoice> choicesFor(const jobs::Field& field, const bridge::JobMonitor& monitor, const std::string& task)
{
    const std::string kind = field.name.substr(0, field.name.find('_'));
    QVector<RunChoice> choices;
    for (const bridge::JobInfo& job : monitor.jobs())
        if (job.record.kind == kind && job.record.state == store::RunState::Succeeded
            && (task.empty() || taskOf(job.record, monitor) == task))
            choices.append({job.record.id,
                QStringLiteral("%1  (#%2)").arg(QString::fromStdString(job.record.name)).arg(job.record.id),
                choices.isEmpty()});
    return choices;
}

} // namespace

JobFormDialog::JobFormDialog(const jobs::JobKind& kind, bridge::ProjectSession* session, bridge::JobMonitor* monitor,
    data::Task task, QWidget* parent)
    : QDialog(parent), m_kind(kind), m_session(session), m_monitor(monitor)
{
    setWindowTitle(models::JobListModel::kindText(kind.name));
    resize(960, 680);
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    auto* scroll = new QScrollArea;
    scroll->setWidget(makeFields(task));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    row->addWidget(scroll, 3);
    row->addWidget(makeSummary(), 2);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_start = new QPushButton(tr("Start"));
    m_start->setDefault(true);
    m_start->setProperty(theme::kPrimaryProperty, true);
    connect(m_start, &QPushButton::clicked, this, &JobFormDialog::start);
    buttons->addWidget(m_start);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(16);
    layout->addWidget(theme::label(models::JobListModel::kindText(kind.name), theme::Text::Title));
    layout->addLayout(row, 1);
    layout->addLayout(buttons);
    connect(session, &bridge::ProjectSession::closed, this, &QDialog::reject);
    offerRuns();
    leaveOutLever();
    check();
}

QWidget* JobFormDialog::makeFields(data::Task task)
{
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 16, 0);
    grid->setVerticalSpacing(12);
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(1, 1);
    int row = 0;
    bool anyAdvanced = false;
    const auto addField = [&](const jobs::Field& field) {
        auto* caption = theme::label(FieldEditor::caption(field.name), theme::Text::Body);
        caption->setToolTip(QString::fromStdString(field.description));
        caption->setMinimumHeight(32);
        auto* editor = new FieldEditor(field, {});
        if (field.name == "task") {
            editor->setValue(data::taskName(task));
            connect(editor, &FieldEditor::changed, this, &JobFormDialog::offerRuns);
        } // before check, which looks at them
        connect(editor, &FieldEditor::changed, this, &JobFormDialog::check);
        caption->setBuddy(editor);
        grid->addWidget(caption, row, 0, Qt::AlignTop);
        grid->addWidget(editor, row++, 1);
        m_editors.append(editor);
        if (field.advanced) {
            m_advanced.append(caption);
            m_advanced.append(editor);
        }
    };
    for (const jobs::Field& field : m_kind.fields)
        if (!field.advanced)
            addField(field);
        else
            anyAdvanced = true;
    if (anyAdvanced) {
        auto* more = new QCheckBox(tr("Show advanced settings"));
        grid->addWidget(more, row++, 0, 1, 2);
        for (const jobs::Field& field : m_kind.fields)
            if (field.advanced)
                addField(field);
        const auto show = [this](bool on) {
            for (QWidget* widget : m_advanced)
                widget->setVisible(on);
        };
        connect(more, &QCheckBox::toggled, this, show);
        show(false);
    }
    grid->setRowStretch(row, 1);
    return content;
}

/// Runs of the form's task in the fields that name runs.
void JobFormDialog::offerRuns()
{
    const FieldEditor* const taskEditor = editor("task");
    const std::string task = taskEditor ? taskEditor->value().get<std::string>() : std::string();
    for (FieldEditor* one : m_editors)
        if (one->field().type == jobs::FieldType::RunList)
            one->setRuns(choicesFor(one->field(), *m_monitor, task));
}

/// Without a trained Lever-LM its strategies would make a fresh form invalid.
void JobFormDialog::leaveOutLever()
{
    FieldEditor* const runs = editor("train_runs");
    FieldEditor* const strategies = editor("strategies");
    if (!runs || !strategies || !runs->value().empty())
        return;
    nlohmann::json kept = nlohmann::json::array();
    for (const nlohmann::json& name : strategies->value())
        if (!name.get<std::string>().starts_with("lever-lm"))
            kept.push_back(name);
    strategies->setValue(kept);
}

QWidget* JobFormDialog::makeSummary()
{
    QFrame* card = views::makeCard();
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    column->addWidget(theme::label(tr("What it will do"), theme::Text::Heading));
    m_work = theme::label({}, theme::Text::Body, nullptr, true);
    column->addWidget(m_work);
    column->addSpacing(8);
    column->addWidget(theme::label(tr("The same on the command line"), theme::Text::Heading));
    auto* row = new QHBoxLayout;
    m_command = new QLineEdit;
    m_command->setReadOnly(true);
    m_command->setAccessibleName(tr("Command line"));
    row->addWidget(m_command, 1);
    auto* copy = new QToolButton;
    copy->setIcon(theme::icon(QStringLiteral("copy")));
    copy->setToolTip(tr("Copy the command"));
    copy->setAccessibleName(tr("Copy the command"));
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_command->text()); });
    row->addWidget(copy);
    column->addLayout(row);
    column->addStretch();
    m_problemLabel = theme::label({}, theme::Text::Body, nullptr, true);
    column->addWidget(m_problemLabel);
    return card;
}

nlohmann::json JobFormDialog::values() const
{
    nlohmann::json values = nlohmann::json::object();
    for (const FieldEditor* editor : m_editors)
        values[editor->field().name] = editor->value();
    return values;
}

FieldEditor* JobFormDialog::editor(const std::string& field) const
{
    for (FieldEditor* editor : m_editors)
        if (editor->field().name == field)
            return editor;
    return nullptr;
}

void JobFormDialog::fill(const nlohmann::json& values)
{
    if (const auto task = values.find("task"); task != values.end() && editor("task"))
        editor("task")->setValue(*task); // first: it decides which runs are offered
    for (const auto& [name, value] : values.items())
        if (FieldEditor* const one = editor(name); one && name != "task")
            one->setValue(value);
    check();
}

bool JobFormDialog::canStart() const { return m_problems.isEmpty(); }

void JobFormDialog::check()
{
    m_problems.clear();
    for (FieldEditor* editor : m_editors) {
        const Result<void> good = jobs::checkValue(editor->field(), editor->value());
        const QString problem = good ? QString() : QString::fromStdString(good.error().why.empty() ? good.error().what : good.error().why);
        editor->setProblem(problem);
        if (!good)
            m_problems.append(FieldEditor::caption(editor->field().name) + QStringLiteral(": ") + problem);
    }
    const nlohmann::json given = values();
    if (m_problems.isEmpty())
        if (const auto spec = m_kind.check(given); !spec)
            m_problems.append(bridge::errorParagraph(spec.error()));
    m_work->setText(workOf(m_kind.name, given).join(u'\n'));
    m_command->setText(commandLine(m_kind, given, m_session->folder()));
    m_command->setCursorPosition(0);
    const theme::Tone tone = m_problems.isEmpty() ? theme::Tone::Good : theme::Tone::Bad;
    QPalette p = palette();
    p.setColor(QPalette::WindowText, theme::toneColor(p, tone));
    m_problemLabel->setPalette(p);
    m_problemLabel->setText(m_problems.isEmpty() ? tr("Ready to start") : m_problems.join(u'\n'));
    if (m_start)
        m_start->setEnabled(canStart());
}

void JobFormDialog::start()
{
    jobs::LocalRunner* runner = m_session->runner();
    if (!runner || !canStart())
        return;
    const Result<store::RunId> run = runner->submit(m_kind.name, values());
    if (!run) {
        m_problemLabel->setText(bridge::errorParagraph(run.error()));
        return;
    }
    Q_EMIT submitted(*run);
    accept();
}

} // namespace fulcrum::dialogs
