// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/trash_dialog.h"

#include "core/runs/run_trash.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/run_book.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/type.h"

#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

TrashDialog::TrashDialog(bridge::ProjectSession* session, bridge::RunBook* book, QWidget* parent)
    : QDialog(parent), m_session(session), m_book(book), m_read(&session->worker()), m_list(new QTreeWidget),
      m_status(theme::label({}, theme::Text::Small, nullptr, true)), m_restore(new QPushButton(tr("Restore"))),
      m_empty(new QPushButton(tr("Empty the trash…")))
{
    setWindowTitle(tr("Trash"));
    resize(680, 420);
    m_list->setHeaderLabels({tr("Name"), tr("Kind"), tr("Deleted"), tr("Days left")});
    m_list->setRootIsDecorated(false);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAllColumnsShowFocus(true);
    m_list->setAccessibleName(tr("Deleted runs"));
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &TrashDialog::updateButtons);
    connect(m_restore, &QPushButton::clicked, this, &TrashDialog::restoreSelected);
    connect(m_empty, &QPushButton::clicked, this, &TrashDialog::askEmpty);
    auto* close = new QPushButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_empty);
    buttons->addStretch();
    buttons->addWidget(m_restore);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    const QString rule = tr("Deleted runs stay here for %1 days, then they are removed with their checkpoints.").arg(runs::kTrashDays);
    column->addWidget(theme::label(rule, theme::Text::Body, nullptr, true));
    column->addWidget(m_list, 1);
    column->addWidget(m_status);
    column->addLayout(buttons);
    connect(book, &bridge::RunBook::changed, this, &TrashDialog::read);
    connect(book, &bridge::RunBook::failed, this, [this](const Error& error) { m_status->setText(bridge::errorParagraph(error)); });
    read();
    updateButtons();
}

void TrashDialog::read()
{
    if (!m_session->isOpen()) {
        m_list->clear();
        return;
    }
    m_read.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return bridge::withDatabase(project, [](store::Database& database) -> Result<std::vector<store::RunRecord>> {
                return store::RunRepository(database).trash();
            });
        },
        [this](const Result<std::vector<store::RunRecord>>& runs) { showRuns(runs); });
}

void TrashDialog::showRuns(const Result<std::vector<store::RunRecord>>& runs)
{
    m_list->clear();
    if (!runs) {
        m_status->setText(bridge::errorParagraph(runs.error()));
        return;
    }
    for (const store::RunRecord& run : *runs) {
        auto* item = new QTreeWidgetItem(m_list,
            {QString::fromStdString(run.name), models::JobListModel::kindText(run.kind), bridge::when(run.trashed),
                QString::number(runs::daysLeft(run))});
        item->setData(0, Qt::UserRole, static_cast<qlonglong>(run.id));
        item->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, tr("Run %1").arg(run.id));
    }
    m_status->setText(runs->empty() ? tr("The trash is empty.") : QString());
    updateButtons();
}

void TrashDialog::updateButtons()
{
    const QString obstacle = m_book->obstacle();
    const auto set = [](QPushButton* button, const QString& reason) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason);
    };
    set(m_restore, !obstacle.isEmpty() ? obstacle : m_list->selectedItems().isEmpty() ? tr("Select runs to restore.") : QString());
    set(m_empty, !obstacle.isEmpty() ? obstacle : m_list->topLevelItemCount() == 0 ? tr("The trash is empty.") : QString());
}

void TrashDialog::restoreSelected()
{
    QVector<store::RunId> runs;
    for (const QTreeWidgetItem* item : m_list->selectedItems())
        runs.append(item->data(0, Qt::UserRole).toLongLong());
    m_status->clear();
    m_book->restore(runs);
}

void TrashDialog::askEmpty()
{
    QMessageBox question(QMessageBox::Warning, tr("Empty the trash"),
        tr("Remove %n runs for good? This cannot be undone.", nullptr, m_list->topLevelItemCount()), QMessageBox::Cancel, this);
    QPushButton* yes = question.addButton(tr("Remove"), QMessageBox::DestructiveRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() == static_cast<QAbstractButton*>(yes))
        emptyNow();
}

void TrashDialog::emptyNow()
{
    m_session->worker().run(
        this, [project = m_session->project()](std::stop_token) { return runs::emptyTrash(*project, true); },
        [this](const Result<int>& removed) {
            if (!removed)
                m_status->setText(bridge::errorParagraph(removed.error()));
            m_book->reload();
        });
}

} // namespace fulcrum::dialogs
