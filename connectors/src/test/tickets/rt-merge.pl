# Merges ticket $ARGV[0] into $ARGV[1], as a person does by the page.
use strict;
use warnings;
use lib '/usr/local/share/request-tracker5/lib', '/usr/share/request-tracker5/lib';
use RT;
RT::LoadConfig();
RT::Init();
my $ticket = RT::Ticket->new(RT->SystemUser);
$ticket->Load($ARGV[0]);
my ($done, $says) = $ticket->MergeInto($ARGV[1]);
print "$says\n";
exit($done ? 0 : 1);
